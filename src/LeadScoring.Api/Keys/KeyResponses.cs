namespace LeadScoring.Api.Keys;

/// <summary>All keys.</summary>
/// <param name="Items">The keys, the oldest first; those that were revoked or have expired too.</param>
public sealed record KeysResponse(IReadOnlyList<KeyResponse> Items);

/// <summary>A key, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hint">How it begins: all of it but the secret.</param>
/// <param name="Name">Whose it is.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Source">The source of events that are sent with it.</param>
/// <param name="State"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">The name of the key that made it; null: none did.</param>
/// <param name="RotatedAt">When it got the secret that it has; null: when it was made.</param>
/// <param name="FormerUntil">Until when the secret before is taken as well; null: there is none.</param>
/// <param name="ExpiresAt">From when on it opens nothing; null: never.</param>
/// <param name="LastUsedAt">When it was used last, to a minute or two; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it is not.</param>
public record KeyResponse(
    string Id, string Hint, string Name, IReadOnlyList<string> Scopes, string Source, string State, DateTimeOffset CreatedAt, string? CreatedBy,
    DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    internal static KeyResponse Of(ApiKey row, DateTimeOffset now) => new(
        row.Id, KeyFormat.Hint(row.Id, row.Scopes), row.Name, row.Scopes, row.Source,
        row.RevokedAt is not null ? "revoked" : row.IsLive(now) ? "active" : "expired",
        row.CreatedAt, row.CreatedBy, row.RotatedAt, row.IsLive(now) && row.TakesFormer(now) ? row.FormerUntil : null, row.ExpiresAt, row.LastUsedAt, row.RevokedAt);
}

/// <summary>A key with a new secret.</summary>
public sealed record NewKeyResponse : KeyResponse
{
    private NewKeyResponse(KeyResponse key)
        : base(key)
    {
    }

    /// <summary>The key itself. It is shown this once, and kept nowhere.</summary>
    public required string Key { get; init; }

    internal static NewKeyResponse Of(ApiKey row, string key, DateTimeOffset now) => new(KeyResponse.Of(row, now)) { Key = key };
}
