using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Webhooks;

/// <summary>Which crossings an endpoint is told. A crossing has to meet all lists that are not empty.</summary>
// A member that does not exist is an error, not ignored: it would be a misspelt filter.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WebhookFilters
{
    /// <summary>The kinds: <c>pql_gained</c>, <c>pql_lost</c>, <c>band_changed</c>, <c>fit_tier_changed</c>, <c>spike</c>, <c>merged</c>. Empty: all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Keys of scoring models. Empty: the primary one of the time.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Keys of the bands that the crossing leads to. Empty: all.</summary>
    public IReadOnlyList<string> Bands { get; init; } = [];

    /// <summary>Ids of the accounts that cross, or whose leads do. Empty: all.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>As it is stored.</summary>
    internal string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static WebhookFilters Read(string json) => JsonSerializer.Deserialize<WebhookFilters>(json, JsonSerializerOptions.Web)!;

    /// <summary>Whether the crossing is wanted, whatever the account.</summary>
    internal bool Match(Transition crossing) =>
        (Models.Count == 0 ? crossing.IsPrimary : Models.Contains(crossing.ModelKey, StringComparer.Ordinal))
        && Allows(Kinds, crossing.Kind)
        && Allows(Bands, crossing.BandAfter);

    /// <summary>Whether crossings of this account and its leads are wanted; null: of a lead without one.</summary>
    internal bool MatchAccount(string? accountId) => Accounts.Count == 0 || (accountId is not null && Accounts.Contains(accountId, StringComparer.Ordinal));

    private static bool Allows(IReadOnlyList<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value, StringComparer.Ordinal);
}
