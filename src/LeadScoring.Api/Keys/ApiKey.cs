namespace LeadScoring.Api.Keys;

/// <summary>A key: what a client of this service may do, and under which name. The key itself is nowhere, only its hash.</summary>
public sealed class ApiKey
{
    /// <summary>Its id, which stands in it in clear.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is, in words. It stands beside what is done with it.</summary>
    public required string Name { get; init; }

    /// <summary>The source of the events that are sent with it: message ids are unique within one.</summary>
    public required string Source { get; init; }

    /// <summary>What it may do: see <see cref="Keys.Scopes"/>.</summary>
    public required string[] Scopes { get; init; }

    /// <summary>SHA-256 of the key.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>SHA-256 of the key with its secret before; null: there was none.</summary>
    public byte[]? FormerHash { get; set; }

    /// <summary>Until when that one is taken as well, exclusively.</summary>
    public DateTimeOffset? FormerUntil { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the key that made it; null: none did.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it got the secret that it has; null: when it was made.</summary>
    public DateTimeOffset? RotatedAt { get; set; }

    /// <summary>Until when it is taken, exclusively; null: for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it is not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When it was used last, to the minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Gives it another secret. The one of so far is taken as well until a time; where that has passed, both before it end at once.</summary>
    internal void Rotate(byte[] hash, DateTimeOffset formerUntil, DateTimeOffset now)
    {
        var goesOn = formerUntil > now;
        FormerHash = goesOn ? Hash : null;
        FormerUntil = goesOn ? formerUntil : null;
        (Hash, RotatedAt) = (hash, now);
    }

    /// <summary>Whether it opens anything at a moment.</summary>
    internal bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>Whether the secret before is taken at a moment.</summary>
    internal bool TakesFormer(DateTimeOffset now) => FormerHash is not null && now < FormerUntil;
}
