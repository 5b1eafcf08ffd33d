using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>
/// An event may say beside what it is about which account its lead belongs to. That is an attribute, so it becomes an entry of
/// kind identify beside the event.
/// </summary>
internal static class Memberships
{
    /// <summary>Makes the entry's message id out of the event's: the same for a repeat, and no client's own.</summary>
    private const string Suffix = " (account)";

    /// <summary>
    /// The entries of a request, each with the place of its item. Where a lead's events name one account again and again, the first
    /// and the last of the run say as much as all of them, and only these are kept.
    /// </summary>
    public static IEnumerable<(int Place, IncomingEvent Entry)> Of(IEnumerable<(int Place, IncomingItem Item)> items) => items
        .Where(each => each.Item.AccountId is not null)
        .GroupBy(each => each.Item.Entry!.Row.Identity, StringComparer.Ordinal)
        .SelectMany(lead =>
        {
            (int Place, IncomingItem Item)[] events = [.. lead.OrderBy(each => each.Item.Entry!.Row.OccurredAt).ThenBy(each => each.Item.Entry!.Row.MessageId, StringComparer.Ordinal)];
            return events.Where((each, i) => !Names(i - 1, each.Item.AccountId!) || !Names(i + 1, each.Item.AccountId!)).Select(each => (each.Place, EntryOf(each.Item)));

            bool Names(int i, string accountId) => events.ElementAtOrDefault(i).Item?.AccountId == accountId;
        });

    private static IncomingEvent EntryOf(IncomingItem item)
    {
        var (entry, payload) = (item.Entry!.Row, JsonSerializer.SerializeToElement(new { accountId = item.AccountId }));
        var row = new LeadEvent
        {
            Bucket = entry.Bucket,
            Identity = entry.Identity,
            Source = entry.Source,
            MessageId = entry.MessageId + Suffix,
            Kind = IncomingEvent.Identify,
            Name = "",
            OccurredAt = entry.OccurredAt,
            OriginalAt = entry.OriginalAt,
            ReceivedAt = entry.ReceivedAt,
            AnonymousId = entry.AnonymousId,
            Properties = payload.GetRawText(),
        };
        return new IncomingEvent(item.Entry!.Sender, row, payload);
    }
}
