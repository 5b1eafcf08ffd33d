using System.Text.Json;
using LeadScoring.Api.Scoring;

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
    /// The entries of a request. Where a lead's events name one account again and again, the first and the last of the run say as
    /// much as all of them, and only these are kept.
    /// </summary>
    public static IEnumerable<IncomingEvent> Of(IEnumerable<IncomingItem> items) => items
        .Where(item => item.AccountId is not null)
        .GroupBy(item => LeadKey.Of(item.Entry!.Sender))
        .SelectMany(lead =>
        {
            IncomingItem[] events = [.. lead.OrderBy(item => item.Entry!.Row.OccurredAt).ThenBy(item => item.Entry!.Row.MessageId, StringComparer.Ordinal)];
            return events.Where((item, i) => !Names(i - 1, item.AccountId!) || !Names(i + 1, item.AccountId!)).Select(EntryOf);

            bool Names(int i, string accountId) => events.ElementAtOrDefault(i)?.AccountId == accountId;
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
