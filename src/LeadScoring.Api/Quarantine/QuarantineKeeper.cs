using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Quarantine;

/// <summary>
/// Keeps items that could not be taken, within a bound. Counting the table with each of them would cost more than they do, so a
/// process looks when it has added a hundredth of what may be kept since it looked last, and with its first: that is how far
/// each replica may go beyond the bound.
/// </summary>
internal sealed partial class QuarantineKeeper(
    Transactions transactions, IdentityHashes hashes, IOptions<QuarantineOptions> options, QuarantineMetrics metrics, ILogger<QuarantineKeeper> logger)
{
    private const int Hundredth = 100;

    private readonly Lock _lock = new();
    private long _itemsSinceLook = int.MaxValue;
    private long _bytesSinceLook;

    /// <summary>Comes back when the items are committed. One item may come several times.</summary>
    /// <returns>The ids of those that are not kept: they name somebody who was erased.</returns>
    public async Task<IReadOnlySet<Guid>> KeepAsync(IReadOnlyCollection<QuarantinedEvent> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return new HashSet<Guid>();
        }

        var (added, suppressed) = await transactions.WriteAsync((connection, ct) => KeepAsync(connection, items, ct), cancellationToken);
        foreach (var (code, _) in added)
        {
            metrics.Kept(code);
        }

        if (IsTimeToLook(added.Count, added.Sum(item => (long)item.Size)))
        {
            await DropBeyondAsync(cancellationToken);
        }

        return suppressed;
    }

    private async Task<(List<(string Code, int Size)> Added, HashSet<Guid> Suppressed)> KeepAsync(NpgsqlConnection connection, IReadOnlyCollection<QuarantinedEvent> items, CancellationToken cancellationToken)
    {
        LeadKey[] named = [.. items.SelectMany(item => item.Identities).Distinct(StringComparer.Ordinal).Select(LeadKey.OfKey)];
        var erased = (await ErasureGate.PassAsync(connection, named, hashes, null, cancellationToken)).Where(each => each.IsSuppressed).Select(each => each.Identity.LeadId).ToHashSet(StringComparer.Ordinal);
        var kept = items.Where(item => !item.Identities.Any(erased.Contains)).GroupBy(item => item.Id).Select(same => (same.First(), same.Count())).ToList();
        var added = kept.Count == 0 ? [] : await connection.KeepAsync(kept, cancellationToken);
        return (added, [.. items.Select(item => item.Id).Except(kept.Select(row => row.Item1.Id))]);
    }

    private bool IsTimeToLook(int items, long bytes)
    {
        lock (_lock)
        {
            (_itemsSinceLook, _bytesSinceLook) = (_itemsSinceLook + items, _bytesSinceLook + bytes);
            if (items == 0 || (_itemsSinceLook * Hundredth < options.Value.MostItems && _bytesSinceLook * Hundredth < options.Value.MostBytes))
            {
                return false;
            }

            (_itemsSinceLook, _bytesSinceLook) = (0, 0);
            return true;
        }
    }

    private async Task DropBeyondAsync(CancellationToken cancellationToken)
    {
        var (most, bytes) = (options.Value.MostItems, options.Value.MostBytes);
        var dropped = await transactions.WriteAsync((connection, ct) => connection.DropBeyondAsync(most, bytes, ct), cancellationToken);
        if (dropped > 0)
        {
            metrics.Dropped(dropped);
            LogDropped(dropped, most, options.Value.MostMegabytes);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quarantine is full: its {Dropped} oldest items went. It keeps {MostItems} items and {MostMegabytes} MB (Quarantine:MostItems, Quarantine:MostMegabytes); look at GET /v1/quarantine for what keeps coming")]
    private partial void LogDropped(int dropped, int mostItems, int mostMegabytes);
}
