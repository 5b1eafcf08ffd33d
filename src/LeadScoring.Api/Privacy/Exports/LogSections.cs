using System.Text.Json;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>What an export has out of the tables of leads. Raw SQL like that of erasure: it names the buckets.</summary>
internal static class LogSections
{
    public static IAsyncEnumerable<object> Identities(PersonSource source) => source.FewAsync(
        "SELECT l.lead_id, l.linked_to, l.linked_at, l.link_message_id, l.unlinked_at FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id)",
        source.ByIdentities,
        row => new ExportedIdentity(
            ShownId(row.GetString(0)), row.IsDBNull(1) ? null : ShownId(row.GetString(1)), row.GetFieldValue<DateTimeOffset?>(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetFieldValue<DateTimeOffset?>(4)));

    public static IAsyncEnumerable<object> Scores(PersonSource source) => source.FewAsync(
        $"SELECT {ScoreStatements.Columns} FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN lead_scores s USING (bucket, lead_id)",
        source.ByIdentities,
        row => LeadListItem.Of(ScoreStatements.ReadScore(row), source.Models));

    public static IAsyncEnumerable<object> Transitions(PersonSource source) => source.FewAsync(
        $"SELECT {TransitionStatements.Columns} FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN transitions t USING (bucket, lead_id)",
        source.ByIdentities,
        row => Exported(TransitionStatements.ReadTransition(row)));

    public static IAsyncEnumerable<object> Events(PersonSource source) => source.ManyAsync<ExportedEvent>((identity, last) => source.ReadAsync(
        $"""
        SELECT message_id, source, kind, name, occurred_at, original_at, received_at, identity, anonymous_id, properties, context FROM events
        WHERE bucket = $1 AND identity = $2 AND (source, message_id) > ($3, $4) ORDER BY source, message_id LIMIT {PersonSource.Part}
        """,
        command =>
        {
            foreach (var value in (object[])[identity.Bucket, identity.LeadId, last?.Source ?? "", last?.MessageId ?? ""])
            {
                command.Parameters.Add(new() { Value = value });
            }
        },
        row => new ExportedEvent(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(2) == IncomingEvent.Track ? row.GetString(3) : null,
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset?>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            ShownId(row.GetString(7)),
            row.IsDBNull(8) ? null : row.GetString(8),
            JsonElement.Parse(row.GetString(9)),
            row.IsDBNull(10) ? null : JsonElement.Parse(row.GetString(10)))));

    private static ExportedTransition Exported(Transition row) => new(ShownId(row.LeadId), TransitionResponse.Of(row));

    private static string ShownId(string key) => Identity.FromKey(key).LeadId;
}
