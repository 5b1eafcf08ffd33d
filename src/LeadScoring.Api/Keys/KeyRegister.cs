using System.Security.Claims;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Keys;

/// <summary>What became of a wish about a key.</summary>
internal enum KeyOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>There is no key of this id.</summary>
    NoSuchKey,

    /// <summary>The caller would get at scopes that its own key does not have.</summary>
    BeyondCaller,

    /// <summary>The key is revoked or has expired.</summary>
    Ended,

    /// <summary>The secret before the one that the key has is still taken.</summary>
    FormerRuns,

    /// <summary>Nobody could make keys any more.</summary>
    Last,

    /// <summary>There are as many keys as there may be.</summary>
    TooMany,
}

/// <summary>What became of a wish about a key, the key, and its text where it has a new secret.</summary>
internal readonly record struct KeyChange(KeyOutcome Outcome, ApiKey? Key = null, string? Text = null);

/// <summary>Makes, shows, rotates and revokes keys. This replica knows at once, the others as soon as they look.</summary>
internal sealed partial class KeyRegister(LeadScoringDbContext db, KeyRing ring, AuditTrail audit, IOptions<KeyOptions> options, TimeProvider clock, ILogger<KeyRegister> logger)
{
    /// <summary>Each replica holds all of them, and reads them every few seconds.</summary>
    public const int Most = 1_000;

    private static readonly TimeSpan UsualOverlap = TimeSpan.FromHours(24);

    public Task<List<ApiKey>> ListAsync(CancellationToken cancellationToken) => db.ApiKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync(cancellationToken);

    public Task<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        KeyFormat.IsId(id) ? db.ApiKeys.SingleOrDefaultAsync(key => key.Id == id, cancellationToken) : Task.FromResult<ApiKey?>(null);

    /// <summary>Makes a key. Where there are too many, the one that ended the longest ago is forgotten.</summary>
    public async Task<KeyChange> CreateAsync(CreateKeyRequest request, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        string[] scopes = [.. Scopes.All.Intersect(request.Scopes!, StringComparer.Ordinal)];
        if (!Covers(caller, scopes))
        {
            return new KeyChange(KeyOutcome.BeyondCaller);
        }

        await using var transaction = await db.TakeTurnAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await db.ApiKeys.CountAsync(cancellationToken) >= Most && await ForgetOneAsync(now, cancellationToken) == 0)
        {
            return new KeyChange(KeyOutcome.TooMany);
        }

        var id = KeyFormat.NewId();
        var text = KeyFormat.Make(id, scopes);
        var row = new ApiKey
        {
            Id = id,
            Name = request.Name!,
            Source = request.Source ?? request.Name!,
            Scopes = scopes,
            Hash = KeyFormat.HashOf(text),
            CreatedAt = now,
            CreatedBy = caller.KeyName(),
            ExpiresAt = request.ExpiresAt,
        };
        db.Add(row);
        audit.Add(db, AuditAction.KeyCreated, id, new { row.Name, row.Source, row.Scopes, row.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ShowAsync();
        return new KeyChange(KeyOutcome.Done, row, text);
    }

    /// <summary>Gives a key another secret. Whoever gets to see that one must have its scopes, as for a new key.</summary>
    public async Task<KeyChange> RotateAsync(string id, DateTimeOffset? formerUntil, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        await using var transaction = await db.TakeTurnAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var until = formerUntil ?? now + UsualOverlap;
        if (await FindAsync(id, cancellationToken) is not { } key)
        {
            return new KeyChange(KeyOutcome.NoSuchKey);
        }

        var refusal = !Covers(caller, key.Scopes) ? KeyOutcome.BeyondCaller
            : !key.IsLive(now) ? KeyOutcome.Ended
            : key.TakesFormer(now) && until > now ? KeyOutcome.FormerRuns
            : KeyOutcome.Done;
        if (refusal != KeyOutcome.Done)
        {
            return new KeyChange(refusal, key);
        }

        var text = KeyFormat.Make(id, key.Scopes);
        key.Rotate(KeyFormat.HashOf(text), until, now);
        audit.Add(db, AuditAction.KeyRotated, id, new { key.Name, key.FormerUntil });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ShowAsync();
        return new KeyChange(KeyOutcome.Done, key, text);
    }

    /// <summary>Ends a key for ever. One that was revoked before stays as it is.</summary>
    public async Task<KeyChange> RevokeAsync(string id, bool evenIfLast, CancellationToken cancellationToken)
    {
        await using var transaction = await db.TakeTurnAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await FindAsync(id, cancellationToken) is not { } key)
        {
            return new KeyChange(KeyOutcome.NoSuchKey);
        }

        if (!evenIfLast && await IsLastAsync(key, now, cancellationToken))
        {
            return new KeyChange(KeyOutcome.Last, key);
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = now;
            audit.Add(db, AuditAction.KeyRevoked, id, new { key.Name, key.Scopes });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ShowAsync();
        return new KeyChange(KeyOutcome.Done, key);
    }

    /// <summary>What is committed is answered, whatever comes of this: a secret is shown once. The ring looks by itself every few seconds.</summary>
    private async Task ShowAsync()
    {
        try
        {
            await ring.RefreshAsync(CancellationToken.None);
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            LogNotShown(e);
        }
    }

    private static bool Covers(ClaimsPrincipal caller, IEnumerable<string> scopes) => !scopes.Except(caller.OwnScopes(), StringComparer.Ordinal).Any();

    /// <summary>Whether it can make keys, and no other one can.</summary>
    private async Task<bool> IsLastAsync(ApiKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        key.IsLive(now) && key.Scopes.Contains(Scopes.KeysManage, StringComparer.Ordinal) && !await db.ApiKeys.AnyAsync(
            other => other.Id != key.Id && other.RevokedAt == null && (other.ExpiresAt == null || other.ExpiresAt > now) && other.Scopes.Contains(Scopes.KeysManage), cancellationToken);

    /// <summary>The one in the configuration stays: a start that does not find it would take it for new.</summary>
    private Task<int> ForgetOneAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var first = options.Value.First is { } text ? KeyFormat.IdIn(text.Trim()) : null;
        return db.ApiKeys.Where(key => (key.RevokedAt != null || key.ExpiresAt <= now) && key.Id != first)
            .OrderBy(key => key.RevokedAt ?? key.ExpiresAt).Take(1).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of keys is stored; this replica sees it when the database answers again")]
    private partial void LogNotShown(Exception exception);
}
