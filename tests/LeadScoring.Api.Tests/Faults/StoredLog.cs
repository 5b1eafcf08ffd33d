using LeadScoring.Api.Accounts;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>What the tables of logs hold, beside what a ledger says that they should.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Lost">What was acknowledged and is not stored.</param>
/// <param name="Unasked">What is stored and was never sent.</param>
/// <param name="Doubled">Message ids that are stored more than once, be it under several ids of a person.</param>
/// <param name="Missing">What was sent and is not stored, acknowledged or not.</param>
internal sealed record StoredLog(LedgerContent Ledger, IReadOnlyList<string> Lost, IReadOnlyList<string> Unasked, IReadOnlyList<string> Doubled, IReadOnlyList<string> Missing)
{
    /// <summary>Beside events that name an account stand entries that say so; their ids begin with this.</summary>
    private static readonly string Beside = new(' ', 100);

    public static async Task<StoredLog> CompareAsync(TestDatabase database, LedgerContent ledger)
    {
        await using var db = database.OpenContext();
        // PUTs have message ids that the service makes; what they come to shows in the scores.
        var events = await db.Events.Where(e => !e.MessageId.StartsWith("put-")).Select(e => new { e.Identity, e.MessageId }).ToListAsync();
        var accounts = await db.AccountEvents.Where(e => !e.MessageId.StartsWith("put-")).Select(e => new { e.AccountId, e.MessageId }).ToListAsync();
        List<string> stored = [.. events.Select(e => $"{e.Identity} {e.MessageId}"), .. accounts.Select(e => $"account {e.AccountId} {e.MessageId}")];
        var items = ledger.Sent.Where(item => !item.IsPut).ToList();
        var wanted = items.SelectMany(EntriesOf).ToHashSet(StringComparer.Ordinal);
        var acknowledged = items.Where(item => ledger.Acknowledged.Contains(item.MessageId)).SelectMany(EntriesOf);
        return new StoredLog(
            ledger,
            [.. acknowledged.Except(stored, StringComparer.Ordinal)],
            [.. stored.Select(entry => entry.Replace(Beside, "", StringComparison.Ordinal)).Except(wanted, StringComparer.Ordinal)],
            [.. DoubledIn(events.Select(e => e.MessageId)), .. DoubledIn(accounts.Select(e => e.MessageId))],
            [.. wanted.Except(stored, StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> DoubledIn(IEnumerable<string> messageIds) => messageIds.GroupBy(id => id, StringComparer.Ordinal).Where(id => id.Count() > 1).Select(id => id.Key);

    /// <summary>An entry in the log of the one it is sent under, and where it tells of an account one in the account's.</summary>
    private static IEnumerable<string> EntriesOf(LedgerItem item) =>
        item.Account is { } account ? [$"{item.Sender} {item.MessageId}", $"account {account} {AccountMessageId.Of(item.MessageId)}"] : [$"{item.Sender} {item.MessageId}"];
}
