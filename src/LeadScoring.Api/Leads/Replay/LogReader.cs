using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Reads what is to be played back of one lead.</summary>
internal static class LogReader
{
    /// <summary>
    /// The log of the lead's identities of today, and those of the accounts that it named on the way. With <paramref name="knownAt"/>
    /// only what was received by then, and only of identities that were known by then to belong to the lead.
    /// </summary>
    /// <param name="connection">A read that sees one moment.</param>
    /// <param name="lead">The lead.</param>
    /// <param name="until">Nothing after it is asked for; it is itself included.</param>
    /// <param name="knownAt">What was received later counts nowhere; null: everything that is known now does.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task<LeadLog> ReadAsync(NpgsqlConnection connection, LeadRow lead, DateTimeOffset until, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        LeadKey[] identities = [lead.Key, .. lead.Identities.Select(LeadKey.OfKey)];
        var rows = await connection.ReadWholeLogAsync(identities, new LogCut(until, knownAt), cancellationToken);
        if (knownAt is not null)
        {
            var links = LinksIn(rows);
            identities = [.. identities.Where(identity => links.LeadOf(identity) == links.LeadOf(lead.Key))];
            var taking = identities.Select(identity => identity.LeadId).ToHashSet(StringComparer.Ordinal);
            rows.RemoveAll(row => !taking.Contains(row.Identity));
        }

        // An entry may tell of events at several times.
        ReplayEntry[] entries = [.. rows.Where(row => row.Kind is IncomingEvent.Track or IncomingEvent.Identify).SelectMany(Open).OrderBy(entry => entry.At)];
        var accounts = await connection.ReadAccountLogsAsync(AccountsIn(entries), new LogCut(until, knownAt), cancellationToken);
        accounts.Sort(ReplayEntry.ByTime);
        return new LeadLog(identities.Length, rows.Count == 0 ? null : rows[0].OccurredAt, entries, [accounts]);
    }

    /// <summary>
    /// Who was linked to whom, by what had been received. Links are said in the log of the one they lead to, so those within the lead
    /// are all here; what was said of an id in logs of other leads is not.
    /// </summary>
    private static IdentityLinks LinksIn(List<LeadEvent> rows)
    {
        var links = new IdentityLinks();
        foreach (var unlink in rows.Where(row => row.Kind == IncomingEvent.Unlink))
        {
            links.Unlink(Identity.FromKey(unlink.Identity), unlink.OccurredAt);
        }

        foreach (var link in rows.SelectMany(Linking.LinksIn))
        {
            links.Add(link);
        }

        return links;
    }

    private static IEnumerable<ReplayEntry> Open(LeadEvent row)
    {
        if (row.Kind == IncomingEvent.Track)
        {
            return [new ReplayEntry(row.OccurredAt, LoggedEvent.Open(row.Source, row.Identity, row.MessageId, row.OccurredAt, row.Name, row.Properties).Event, null)];
        }

        using var payload = JsonDocument.Parse(row.Properties);
        return ReplayEntry.WritesIn(payload.RootElement, row.OccurredAt, row.Identity, row.MessageId);
    }

    /// <summary>Every account that the lead belonged to at some instant.</summary>
    /// <param name="entries">The lead's own log by time.</param>
    public static HashSet<string> AccountsIn(IEnumerable<ReplayEntry> entries)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        var attributes = new Attributes();
        foreach (var write in entries.Select(entry => entry.Write).OfType<AttributeWrite>())
        {
            AttributePayload.Apply(write.Payload, attributes, write.Stamp);
            if (AccountRecord.IdIn(attributes) is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
