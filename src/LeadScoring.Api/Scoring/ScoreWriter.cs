using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>Writes what has changed about a set of leads: most events change a digest and no score.</summary>
internal static class ScoreWriter
{
    public static async Task WriteAsync(NpgsqlConnection connection, List<(LeadRecord Record, ScoreKeeping Keeping)> work, IReadOnlyDictionary<LeadKey, LeadChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LeadRow[] leads = [.. work
            .Where(each => each.Record.IsDigestNew || each.Keeping.Transitions.Count > 0 || changes.ContainsKey(each.Record.Key))
            .Select(each => RowOf(each.Record, each.Keeping, changes.TryGetValue(each.Record.Key, out var change) && change.Attributes.Count > 0))];
        if (leads.Length > 0)
        {
            await connection.UpdateLeadsAsync(leads, cancellationToken);
        }

        LeadScore[] scores = [.. work.Where(each => MustBeWritten(each.Record.Score, each.Keeping.Row, now)).Select(each => each.Keeping.Row)];
        if (scores.Length > 0)
        {
            await connection.UpsertScoresAsync(scores, cancellationToken);
        }

        LeadScore[] replaced = [.. work.Where(each => each.Record.Score is { } old && old.ModelKey != each.Keeping.Row.ModelKey).Select(each => each.Record.Score!)];
        if (replaced.Length > 0)
        {
            await connection.DeleteScoresAsync(replaced, cancellationToken);
        }

        Transition[] transitions = [.. work.SelectMany(each => each.Keeping.Transitions.Select((transition, i) => transition with { Sequence = each.Record.LastTransition + 1 + i }))];
        if (transitions.Length > 0)
        {
            await connection.InsertTransitionsAsync(transitions, cancellationToken);
        }
    }

    /// <summary>
    /// A row is written when a published value differs, when it was due, or when it may change earlier than it says. A later
    /// "valid until" can wait: the worker looks early, finds nothing to do, and moves it on.
    /// </summary>
    private static bool MustBeWritten(LeadScore? stored, LeadScore row, DateTimeOffset now) =>
        stored is null
        || stored with { AsOf = row.AsOf, ValidUntil = row.ValidUntil } != row
        || stored.ValidUntil <= now
        || row.ValidUntil < (stored.ValidUntil ?? DateTimeOffset.MaxValue);

    private static LeadRow RowOf(LeadRecord record, ScoreKeeping keeping, bool hasNewAttributes) => new(
        record.Key, hasNewAttributes ? AttributesJson.Write(record.Attributes) : null, DigestCodec.Encode(record.Digest), record.LastTransition + keeping.Transitions.Count);
}
