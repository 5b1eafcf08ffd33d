using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>What is new about a lead.</summary>
/// <param name="Events">New events; they are in the log already.</param>
/// <param name="Attributes">New attribute payloads with their stamps.</param>
internal sealed record LeadChange(List<LoggedEvent> Events, List<(JsonElement Payload, Attributes.Stamp Stamp)> Attributes);

/// <summary>
/// The only writer of scores. Works within the caller's transaction and keeps four rules, which make concurrent writers and
/// replicas exact: lock the leads first, in key order, and read their scores afterwards; settle time on the old facts before
/// taking in new ones; never write under an older model than the row's; never evaluate before what the row or the log know of.
/// </summary>
internal sealed class LeadRescorer(ModelCatalog catalog, TimeProvider clock)
{
    private static readonly Dictionary<LeadKey, LeadChange> NothingNew = [];

    /// <summary>Takes in what is new about these leads, waiting for whoever has them locked.</summary>
    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyDictionary<LeadKey, LeadChange> changes, CancellationToken cancellationToken)
    {
        await connection.InsertMissingLeadsAsync([.. changes.Keys], cancellationToken);
        var rows = await connection.LockLeadsAsync([.. changes.Keys], skipLocked: false, cancellationToken);
        await RescoreAsync(connection, rows, changes, cancellationToken);
    }

    /// <summary>Brings the scores of these leads up to now. Leads that somebody else has locked are left out.</summary>
    /// <returns>How many leads were looked at.</returns>
    public async Task<int> RefreshAsync(NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken)
    {
        var rows = await connection.LockLeadsAsync(leads, skipLocked: true, cancellationToken);
        await RescoreAsync(connection, rows, NothingNew, cancellationToken);
        return rows.Count;
    }

    private async Task RescoreAsync(NpgsqlConnection connection, IReadOnlyList<LeadRow> rows, IReadOnlyDictionary<LeadKey, LeadChange> changes, CancellationToken cancellationToken)
    {
        var models = catalog.Snapshot;
        var now = clock.GetUtcNow();
        var loader = new LeadLoader(models, connection);
        var records = await loader.OpenAsync(rows, lockAccounts: true, NotYet, now, cancellationToken);
        var work = records.ConvertAll(record => (Record: record, Keeping: record.Settle(models, now)));

        await TakeInAsync(connection, loader, records, changes, cancellationToken);
        foreach (var (record, keeping) in work)
        {
            if (changes.TryGetValue(record.Key, out var change))
            {
                var cause = change.Events.Count > 0 ? TransitionCause.Event : TransitionCause.Attributes;
                keeping.Evaluate(models.Current, record.Facts, cause, record.Account.Id, record.Account.Version);
            }
        }

        await ScoreWriter.WriteAsync(connection, work, changes, now, cancellationToken);

        bool NotYet(LeadKey key, LoggedEvent entry) => changes.TryGetValue(key, out var change) && change.Events.Exists(entry.HasKeyOf);
    }

    private static async Task TakeInAsync(NpgsqlConnection connection, LeadLoader loader, List<LeadRecord> records, IReadOnlyDictionary<LeadKey, LeadChange> changes, CancellationToken cancellationToken)
    {
        List<LeadRecord> tooLate = [];
        List<LeadRecord> changed = [];
        foreach (var record in records)
        {
            if (!changes.TryGetValue(record.Key, out var change))
            {
                continue;
            }

            if (!Fold(record, change.Events))
            {
                tooLate.Add(record);
            }

            foreach (var (payload, stamp) in change.Attributes)
            {
                AttributePayload.Apply(payload, record.Attributes, stamp);
            }

            if (change.Attributes.Count > 0)
            {
                changed.Add(record);
            }
        }

        await loader.RefoldAsync(tooLate, cancellationToken);
        await FollowAccountsAsync(connection, changed, cancellationToken);
    }

    /// <returns>False when an event came too late to be folded in place, so that the log has to be folded afresh.</returns>
    private static bool Fold(LeadRecord record, List<LoggedEvent> events)
    {
        foreach (var entry in events.OrderBy(entry => entry.Event.At))
        {
            record.IsDigestNew = true;
            if (!record.Digest.TryFold(entry.Event))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>New attributes may name another account. It is locked even if nothing is known of it yet, see <see cref="LeadStatements.ReadAccountsAsync"/>.</summary>
    private static async Task FollowAccountsAsync(NpgsqlConnection connection, List<LeadRecord> changed, CancellationToken cancellationToken)
    {
        string[] accountIds = [.. changed.Select(record => AccountRecord.IdIn(record.Attributes)).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (accountIds.Length > 0)
        {
            await connection.InsertMissingAccountsAsync(accountIds, cancellationToken);
        }

        var accounts = accountIds.Length == 0 ? [] : await connection.ReadAccountsAsync(accountIds, lockAgainstChange: true, cancellationToken);
        foreach (var record in changed)
        {
            record.Account = LeadLoader.AccountOf(record.Attributes, accounts);
        }
    }
}
