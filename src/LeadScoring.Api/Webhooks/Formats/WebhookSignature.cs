using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>Secrets and signatures as Standard Webhooks has them.</summary>
internal static class WebhookSignature
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretLength = 32;

    private const string SecretPrefix = "whsec_";

    /// <summary>What a secret is encrypted for.</summary>
    public const string Purpose = "webhook-signature";

    /// <summary>A secret as its owner sees it.</summary>
    public static string Write(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The value of the header <c>webhook-signature</c>: one signature per secret, with blanks between.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body, byte by byte as it is sent.</param>
    public static string Of(IEnumerable<byte[]> secrets, string id, long timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
