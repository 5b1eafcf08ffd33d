using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Secrets;

/// <summary>Section "Secrets": what is kept encrypted in the database, such as the keys that sign webhooks.</summary>
public sealed class SecretOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Secrets";

    /// <summary>How to come to a key, for people.</summary>
    internal const string WayOut = "set Secrets:Key (environment: Secrets__Key) to 32 random bytes as base64, such as `openssl rand -base64 32` prints, the same for all replicas, and keep it";

    /// <summary>The key: 32 bytes as base64.</summary>
    /// <value>With the embedded server one that is kept in a file of its data folder; else none, and nothing can be encrypted.</value>
    public string? Key { get; init; }

    /// <summary>The bytes; null without a key.</summary>
    internal byte[]? KeyBytes => string.IsNullOrWhiteSpace(Key) ? null : Convert.FromBase64String(Key.Trim());
}

/// <summary>A key that is none stops the start, before anything is encrypted with it.</summary>
internal sealed class SecretOptionsCheck : IValidateOptions<SecretOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretOptions options)
    {
        try
        {
            return options.KeyBytes is null or { Length: SecretBox.KeyLength } ? ValidateOptionsResult.Success : Refused($"has {options.KeyBytes.Length} bytes");
        }
        catch (FormatException)
        {
            return Refused("is no base64");
        }

        // Never the key itself: this is written into logs.
        static ValidateOptionsResult Refused(string fault) => ValidateOptionsResult.Fail($"Secrets:Key {fault}; {SecretOptions.WayOut}.");
    }
}
