using System.Security.Claims;
using System.Security.Cryptography;

namespace LeadScoring.Api.Keys;

/// <summary>A key as it is held in memory, with the caller that it makes.</summary>
internal sealed class KnownKey
{
    /// <summary>Stands in for every key that is not there, so that a wrong id takes as long as a wrong secret.</summary>
    public static readonly KnownKey Nobody = new(new ApiKey { Id = "", Name = "", Source = "", Scopes = [], Hash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes) });

    /// <summary>What no key hashes to, for one that has no secret before.</summary>
    private static readonly byte[] NoHash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly ApiKey _row;

    public KnownKey(ApiKey row) => (_row, Caller) = (row, Callers.Of(row));

    public string Id => _row.Id;

    /// <summary>Who calls with it. One object for all requests.</summary>
    public ClaimsPrincipal Caller { get; }

    /// <summary>Whether a secret is this key's at a moment. Both are always compared.</summary>
    public bool Takes(ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        var isCurrent = CryptographicOperations.FixedTimeEquals(hash, _row.Hash);
        var isFormer = CryptographicOperations.FixedTimeEquals(hash, _row.FormerHash ?? NoHash);
        return _row.IsLive(now) && (isCurrent || (isFormer && _row.TakesFormer(now)));
    }
}
