using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Keys;

/// <summary>Section "Keys": who gets in before anybody has made a key, and what needs none.</summary>
public sealed class KeyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Keys";

    /// <summary>A key with all scopes that is known from the start on, as <c>LeadScoring.Api --new-key</c> prints one.</summary>
    /// <value>None: outside of Development the first start makes one and prints it, once.</value>
    public string? First { get; init; }

    /// <summary>Whether <c>/health/ready</c> answers without a key, for load balancers that cannot send one.</summary>
    public bool ReadyWithoutKey { get; init; }

    /// <summary>Whether <c>/metrics</c> answers without a key, where only Prometheus can reach it; else it needs one that may read leads.</summary>
    public bool MetricsWithoutKey { get; init; }
}

/// <summary>A first key that is none stops the start: nobody would get in.</summary>
internal sealed class KeyOptionsCheck : IValidateOptions<KeyOptions>
{
    // Never the key itself: this is written into logs.
    public ValidateOptionsResult Validate(string? name, KeyOptions options) => string.IsNullOrWhiteSpace(options.First) || KeyFormat.IdIn(options.First.Trim()) is not null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Keys:First is no key: its form or its checksum is wrong. Look for a slip of the pen, or make one with `LeadScoring.Api --new-key`; it begins with pls_admin_.");
}
