using System.Security.Cryptography;
using System.Text;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Formats.Crm;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>What of endpoints is encrypted: the secrets that sign, credentials, and addresses that are secrets themselves.</summary>
internal sealed class EndpointSecrets(SecretBox box)
{
    /// <summary>Signatures of a message beside the first: somebody who rotates still more often has the oldest end before its day is over.</summary>
    private const int MostFormerSecrets = 9;

    private static readonly TimeSpan FormerSecretLife = TimeSpan.FromHours(24);

    /// <summary>A secret that signs, as it is stored.</summary>
    /// <exception cref="SecretException">There is no key to encrypt it.</exception>
    public byte[] SealSecret(Guid id, byte[] secret) => box.Seal(secret, id, WebhookSignature.Purpose);

    /// <summary>Gives an endpoint another secret.</summary>
    /// <returns>The secret, and until when the one before signs, too; null: that could not be read any more, so it could not sign, either.</returns>
    /// <exception cref="SecretException">There is no key to encrypt it.</exception>
    public (byte[] Secret, DateTimeOffset? FormerUntil) Rotate(WebhookEndpoint endpoint, DateTimeOffset now)
    {
        var (secret, until) = (RandomNumberGenerator.GetBytes(WebhookSignature.SecretLength), now + FormerSecretLife);
        var stored = SealSecret(endpoint.Id, secret);
        FormerSecret[] former = [.. FormerSecret.Read(endpoint.FormerSecrets).Append(new FormerSecret(endpoint.Secret, until)).Where(each => each.Until > now && IsReadable(endpoint.Id, each.Box)).TakeLast(MostFormerSecrets)];
        (endpoint.FormerSecrets, endpoint.Secret, endpoint.ChangedAt) = (FormerSecret.Write(former), stored, now);
        return (secret, former.Any(each => each.Until == until) ? until : null);
    }

    /// <summary>What of an address may be stored and shown as it is, and what is encrypted beside it: credentials, and Slack's whole address, as it lets whoever has it write there.</summary>
    public (string? Url, byte[]? Credentials) SealAddress(Guid id, string format, string? url, FormatMembers members) =>
        format == WebhookFormat.Slack && url is not null ? (SlackFormat.Shorten(url), box.Seal(Encoding.UTF8.GetBytes(url), id, SlackFormat.AddressPurpose))
        : (url, members.Credentials is { } credentials ? box.Seal(credentials, id, ICrmFormat.CredentialsPurpose) : null);

    private bool IsReadable(Guid id, byte[] secret)
    {
        try
        {
            box.Open(secret, id, WebhookSignature.Purpose);
            return true;
        }
        catch (SecretException)
        {
            return false;
        }
    }
}
