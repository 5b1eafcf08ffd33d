using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Reads what is to be played back of many leads, in two statements for all of them. Each log is what <see cref="LogReader"/> reads, without what no signal counts.</summary>
internal static class ManyLogs
{
    /// <summary>The logs of leads, in the order of the leads.</summary>
    /// <param name="connection">A read that sees one moment.</param>
    /// <param name="leads">The identities of each lead. All their logs are held in memory.</param>
    /// <param name="layout">The signals that count.</param>
    /// <param name="until">Nothing after it is asked for; it is itself included.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task<IReadOnlyList<LeadLog>> ReadAsync(NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<LeadKey>> leads, DigestLayout layout, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var counted = layout.Signals.SelectMany(signal => signal.Definition.Filter.Patterns).Select(pattern => pattern.Event).Distinct(StringComparer.Ordinal);
        var logs = await connection.ReadOwnLogsAsync(leads, until, counted, cancellationToken);
        logs.ForEach(log => log.Entries.Sort(ByTime));
        var accounts = logs.ConvertAll(log => LogReader.AccountsIn(log.Entries));
        var entries = (await connection.ReadAccountLogsAsync(accounts.SelectMany(ids => ids).ToHashSet(StringComparer.Ordinal), new LogCut(until, null), cancellationToken))
            .ToLookup(entry => entry.Write!.AccountId!, StringComparer.Ordinal);
        return [.. logs.Select((log, i) => Together(leads[i].Count, log, accounts[i].SelectMany(id => entries[id])))];
    }

    private static LeadLog Together(int identities, OwnLog own, IEnumerable<ReplayEntry> ofAccounts)
    {
        var count = own.Entries.Count;
        own.Entries.AddRange(ofAccounts);
        if (own.Entries.Count > count)
        {
            own.Entries.Sort(ByTime);
        }

        return new LeadLog(identities, own.FirstAt, own.Entries);
    }

    private static int ByTime(ReplayEntry a, ReplayEntry b) => a.At.CompareTo(b.At);
}
