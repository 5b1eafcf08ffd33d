using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Retention;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// The only writer of scores. Works within the caller's transaction and keeps four rules, which make concurrent writers and
/// replicas exact: lock the leads first, in key order, and read their scores afterwards; settle time on the old facts before
/// taking in new ones; never write under an older model than the row's; never evaluate before what the row or the log know of.
/// </summary>
internal sealed class LeadRescorer(ModelCatalog catalog, Suppression suppression, TransitionMetrics metrics, TimeProvider clock)
{
    private readonly LinkedUsers _linked = new();

    /// <summary>Of whom the links have to be read before <see cref="ApplyAsync"/>.</summary>
    public IReadOnlyCollection<LeadKey> LinksToRead(IEnumerable<LeadKey> identities, LinkChange links) => LockedLeads.ToAsk(_linked, identities, links);

    /// <summary>Takes in what is new about these identities, waiting for whoever has them or their leads locked.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="changes">What is new, by the identity it was sent under. It is in the log already.</param>
    /// <param name="links">What is new about who belongs to whom.</param>
    /// <param name="first">The links that there were, at least of those <see cref="LinksToRead"/> names; read within the transaction.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="StaleLinksException">The transaction has to begin again.</exception>
    /// <exception cref="StaleModelsException">The same, with newer models.</exception>
    /// <exception cref="SuppressedException">The same, without what is about people who were erased.</exception>
    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyDictionary<LeadKey, LeadChange> changes, LinkChange links, FirstLinks first, CancellationToken cancellationToken)
    {
        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var locked = await LockedLeads.LockAsync(connection, _linked, suppression, [.. changes.Keys], links, first, cancellationToken);
        var loader = new LeadLoader(models, connection) { AlsoAccounts = AccountsIn(changes, locked) };
        var records = await loader.OpenAsync([.. locked.Leads], lockAccounts: true, IsNew, now, cancellationToken);
        var work = records.ConvertAll(record => new LeadWork(record, record.Settle(models, now)));
        var byLead = work.ToDictionary(each => each.Record.Key);

        var fromLog = await LeadMerger.MergeAsync(connection, locked, byLead, cancellationToken);
        foreach (var (identity, change) in changes.Where(change => !fromLog.Contains(change.Key)))
        {
            byLead[locked.LeadOf(identity)].Take(change, change.Events.Count > 0 ? TransitionCause.Event : TransitionCause.Attributes);
        }

        await TakeInAsync(loader, work, cancellationToken);
        Evaluate(work);
        await WriteAsync(connection, work, models, locked, now, cancellationToken);

        bool IsNew(LoggedEvent entry) => changes.TryGetValue(LeadKey.Of(entry.Event.Sender), out var change) && change.Events.Exists(entry.HasKeyOf);
    }

    /// <summary>Brings the scores and digests of these leads up to now.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="leads">The leads.</param>
    /// <param name="waits">Whether to wait for leads that somebody else has locked; else they are left out.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>How many leads were looked at.</returns>
    public async Task<int> RefreshAsync(NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, bool waits, CancellationToken cancellationToken)
    {
        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var rows = await (waits ? connection.LockLeadsAsync(leads, cancellationToken) : connection.LockFreeLeadsAsync(leads, cancellationToken));
        var records = await new LeadLoader(models, connection).OpenAsync(rows, lockAccounts: true, static _ => false, now, cancellationToken);

        // One without a score has become a part of another lead since it was found.
        await WriteAsync(connection, [.. records.Where(record => record.Scores.Count > 0).Select(record => new LeadWork(record, record.Settle(models, now)))], models, null, now, cancellationToken);
        return rows.Count;
    }

    /// <summary>Takes out of these leads what happened before a moment, and folds afresh what is left. Attributes stay as they are.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="leads">The leads; those that have become parts of others are left out.</param>
    /// <param name="before">The moment.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>How many events went.</returns>
    public async Task<int> CutAsync(NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var loader = new LeadLoader(models, connection);
        var records = await loader.OpenAsync(await connection.LockLeadsAsync(leads, cancellationToken), lockAccounts: true, static _ => false, now, cancellationToken);
        List<LeadWork> work = [.. records.Where(record => record.Scores.Count > 0).Select(record => new LeadWork(record, record.Settle(models, now)))];
        var removed = await connection.DeleteOldEventsAsync([.. work.SelectMany(each => each.Record.Identities)], before, cancellationToken);
        work.ForEach(each => each.Cut());
        await TakeInAsync(loader, work, cancellationToken);
        Evaluate(work);
        await WriteAsync(connection, work, models, null, now, cancellationToken);
        return removed;
    }

    private async Task WriteAsync(NpgsqlConnection connection, List<LeadWork> work, ModelSnapshot models, LockedLeads? locked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ScoreWriter.WriteAsync(connection, work, models, locked, now, cancellationToken);
        metrics.Wrote(TransitionMetrics.Lead, work.SelectMany(each => each.Transitions));
    }

    /// <summary>
    /// The accounts that leads belong to with their new attributes: whoever changes several accounts locks them in order, and so must we
    /// those that leads leave and those that they come to.
    /// </summary>
    private static string[] AccountsIn(IReadOnlyDictionary<LeadKey, LeadChange> changes, LockedLeads locked)
    {
        Dictionary<LeadKey, Attributes> leads = [];
        foreach (var (identity, change) in changes.Where(change => change.Value.Attributes.Count > 0))
        {
            var lead = locked.LeadOf(identity);
            var attributes = leads.GetValueOrDefault(lead) ?? (leads[lead] = AttributesJson.Read(locked.RowOf(lead).Attributes));
            change.ApplyAttributesTo(attributes);
        }

        return [.. leads.Values.Select(AccountRecord.IdIn).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static void Evaluate(List<LeadWork> work)
    {
        foreach (var each in work.Where(each => each.Cause is not null))
        {
            var (record, facts) = (each.Record, each.Record.Facts);
            foreach (var (model, _, keeping) in each.Keepings)
            {
                keeping.Evaluate(model, facts, record.Account, each.Cause!, at => ScoringEngine.Evaluate(model.Model, record.FactsBefore(record.OpenedAccount), at).Contributions, each.Change);
            }
        }
    }

    private static async Task TakeInAsync(LeadLoader loader, List<LeadWork> work, CancellationToken cancellationToken)
    {
        List<LeadRecord> toRefold = [];
        foreach (var each in work.Where(each => each.Cause is not null))
        {
            if (each.Change is null || !Fold(each.Record, each.Change.Events))
            {
                toRefold.Add(each.Record);
            }
            else
            {
                each.Change.ApplyAttributesTo(each.Record.Attributes);
            }
        }

        await loader.RefoldAsync(toRefold, cancellationToken);
        await loader.FollowAccountsAsync([.. work.Where(each => each.HasNewAttributes).Select(each => each.Record)], cancellationToken);
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
}
