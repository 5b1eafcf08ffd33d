using System.Runtime.CompilerServices;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>
/// Reads what is to be played back of many leads, in a few statements for all of them. Each log is what <see cref="LogReader"/> reads,
/// without what no signal counts.
/// </summary>
/// <param name="connection">A read that sees one moment.</param>
/// <param name="layout">The signals that count.</param>
/// <param name="until">Nothing after it is asked for; it is itself included.</param>
/// <param name="most">About how many rows are held in memory at once, of leads' own logs, and again of those of accounts. A lead or an account with more comes alone.</param>
internal sealed class ManyLogs(NpgsqlConnection connection, DigestLayout layout, DateTimeOffset until, int most)
{
    /// <summary>
    /// Digests, by which leads are put together, do not count who said what about themselves: somewhat more than was meant is nothing to
    /// read again in halves for.
    /// </summary>
    private const int Tolerance = 2;

    private readonly string[] _counted = [.. layout.Signals.SelectMany(signal => signal.Definition.Filter.Patterns).Select(pattern => pattern.Event).Distinct(StringComparer.Ordinal)];

    /// <summary>The logs of leads with the leads' places in the list; in any order. A log is good until the next one is asked for.</summary>
    /// <param name="leads">The identities of each lead.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public async IAsyncEnumerable<(int Lead, LeadLog Log)> ReadAsync(IReadOnlyList<IReadOnlyList<LeadKey>> leads, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<(int From, int Count)> parts = new([(0, leads.Count)]);
        while (parts.TryPop(out var part))
        {
            IReadOnlyList<LeadKey>[] some = [.. leads.Skip(part.From).Take(part.Count)];
            if (await connection.ReadOwnLogsAsync(some, until, _counted, some.Length > 1 ? (long)Tolerance * most : null, cancellationToken) is not { } logs)
            {
                var half = part.Count / 2;
                parts.Push((part.From + half, part.Count - half));
                parts.Push((part.From, half));
                continue;
            }

            await foreach (var (lead, log) in WithAccountsAsync(some, logs, cancellationToken))
            {
                yield return (part.From + lead, log);
            }
        }
    }

    private async IAsyncEnumerable<(int Lead, LeadLog Log)> WithAccountsAsync(IReadOnlyList<LeadKey>[] leads, List<OwnLog> logs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        logs.ForEach(log => log.Entries.Sort(ReplayEntry.ByTime));
        var accounts = logs.ConvertAll(log => LogReader.AccountsIn(log.Entries));
        var lengths = await connection.ReadAccountLengthsAsync(accounts.SelectMany(ids => ids).ToHashSet(StringComparer.Ordinal), cancellationToken);
        foreach (var group in AccountGroups.Of(accounts, lengths, most))
        {
            var entries = await ReadAccountsAsync(group.SelectMany(lead => accounts[lead]).ToHashSet(StringComparer.Ordinal), cancellationToken);
            foreach (var lead in group)
            {
                yield return (lead, new LeadLog(leads[lead].Count, logs[lead].FirstAt, logs[lead].Entries, [.. accounts[lead].Where(entries.ContainsKey).Select(id => entries[id])]));
            }
        }
    }

    /// <summary>One list for each account, whoever belongs to it.</summary>
    private async Task<Dictionary<string, List<ReplayEntry>>> ReadAccountsAsync(HashSet<string> accounts, CancellationToken cancellationToken)
    {
        Dictionary<string, List<ReplayEntry>> entries = new(StringComparer.Ordinal);
        foreach (var account in (await connection.ReadAccountLogsAsync(accounts, new LogCut(until, null), cancellationToken)).GroupBy(entry => entry.Write!.AccountId!, StringComparer.Ordinal))
        {
            entries[account.Key] = [.. account];
            entries[account.Key].Sort(ReplayEntry.ByTime);
        }

        return entries;
    }
}
