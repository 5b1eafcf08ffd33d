using System.Collections.Frozen;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Keys;

/// <summary>
/// All keys that open something, in memory: a request reads no table, and a database that is away locks nobody out. What was changed
/// elsewhere is seen with the next look, which <see cref="KeyWorker"/> takes every few seconds.
/// </summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile FrozenDictionary<string, KnownKey> _keys = FrozenDictionary<string, KnownKey>.Empty;

    /// <summary>The key that a text is; null: none that is taken.</summary>
    public KnownKey? Find(string text)
    {
        if (KeyFormat.IdIn(text) is not { } id)
        {
            return null;
        }

        var key = _keys.GetValueOrDefault(id, KnownKey.Nobody);
        return key.Takes(KeyFormat.HashOf(text), clock.GetUtcNow()) ? key : null;
    }

    /// <summary>Looks what keys there are. One look at a time: the last one that began has seen the most.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LeadScoringDbContext>();
            var rows = await db.ApiKeys.AsNoTracking().Where(key => key.RevokedAt == null).ToListAsync(cancellationToken);
            _keys = rows.ToFrozenDictionary(row => row.Id, row => new KnownKey(row), StringComparer.Ordinal);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
