using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Privacy;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>Writes what has changed about a set of leads, in one round trip: most events change a digest and no score.</summary>
internal static class ScoreWriter
{
    /// <param name="connection">With an open transaction.</param>
    /// <param name="work">The leads.</param>
    /// <param name="models">The models that they were scored under.</param>
    /// <param name="locked">What has become of links; null: nothing.</param>
    /// <param name="now">The clock.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task WriteAsync(NpgsqlConnection connection, List<LeadWork> work, ModelSnapshot models, LockedLeads? locked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LeadState[] leads = [.. work.Where(each => each.Cause is not null || each.Record.IsDigestNew || each.Transitions.Any()).Select(StateOf)];
        (LeadScore, bool)[] scores =
        [
            .. work.Where(each => !each.IsMerged).SelectMany(each => each.Keepings)
                .Where(each => MustBeWritten(each.Stored, each.Row, now)).Select(each => models.IsNews(each.Stored, each.Row) ? (each.Row with { ChangedAt = now }, true) : (each.Row, false)),
        ];
        LeadScore[] outdated = [.. work.SelectMany(each => each.Outdated)];
        Transition[] transitions = [.. work.SelectMany(each => each.Transitions.Select((transition, i) => transition with { Sequence = each.Record.LastTransition + 1 + i }))];

        await using var batch = new NpgsqlBatch(connection);
        Add([.. locked?.Moved ?? []], LinkStatements.UpdateLinks);
        foreach (var (lead, others) in locked?.Identities ?? [])
        {
            batch.BatchCommands.Add(LinkStatements.UpdateIdentities(lead, others));
        }

        Add(leads, LeadStatements.UpdateLeads);
        Add(scores, ScoreStatements.UpsertScores);
        Add(outdated, ScoreStatements.DeleteScores);
        Add(transitions, TransitionStatements.InsertTransitions);
        Add(AccountsOf(work), AccountRecordStatements.InsertDueAccounts);
        Add([.. locked?.Strangers ?? []], MentionStatements.InsertMentions);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        void Add<T>(T[] rows, Func<IReadOnlyCollection<T>, NpgsqlBatchCommand> statement)
        {
            if (rows.Length > 0)
            {
                batch.BatchCommands.Add(statement(rows));
            }
        }
    }

    /// <summary>The accounts whose people did or became something new, those that they left included. Time and models are no news of a lead.</summary>
    private static string[] AccountsOf(List<LeadWork> work) =>
        [.. work.Where(each => each.Cause is not null || each.IsMerged || each.Keepings[0].Row.AccountId != each.Record.StoredAccountId)
            .SelectMany(each => (string?[])[each.Record.Account.Id, each.Record.OpenedAccount.Id, each.Record.StoredAccountId])
            .OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// A row is written when a published value differs, when it was due, or when it may change earlier than it says. A later
    /// "valid until" can wait: the worker looks early, finds nothing to do, and moves it on.
    /// </summary>
    private static bool MustBeWritten(LeadScore? stored, LeadScore row, DateTimeOffset now) =>
        stored is null
        || stored with { AsOf = row.AsOf, ValidUntil = row.ValidUntil } != row
        || stored.ValidUntil <= now
        || row.ValidUntil < (stored.ValidUntil ?? DateTimeOffset.MaxValue);

    /// <summary>What was known of a lead that has become a part of another one is the other one's now.</summary>
    private static LeadState StateOf(LeadWork work) => work.IsMerged
        ? new LeadState(work.Record.Key, AttributesJson.Write(new Attributes()), [], work.Record.LastTransition + work.Transitions.Count())
        : new LeadState(
            work.Record.Key,
            work.HasNewAttributes ? AttributesJson.Write(work.Record.Attributes) : null,
            DigestCodec.Encode(work.Record.Digest),
            work.Record.LastTransition + work.Transitions.Count());
}
