using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>An entry for a lead's log that has passed every check.</summary>
/// <param name="Sender">The identity it is sent under.</param>
/// <param name="Row">The row to store.</param>
/// <param name="Properties">The row's properties, parsed.</param>
internal sealed record IncomingEvent(Identity Sender, LeadEvent Row, JsonElement Properties)
{
    public const string Track = "track";
    public const string Identify = "identify";

    /// <summary>Says that two user ids are one person.</summary>
    public const string Alias = "alias";

    /// <summary>Says that an identity was taken out of its lead.</summary>
    public const string Unlink = "unlink";

    /// <summary>The source of what is sent without a key, or was before there were keys, and of the first key.</summary>
    public const string DefaultSource = "default";

    /// <summary>The account that the lead belongs to, as the event says beside what it is about; null: it says none.</summary>
    public string? AccountId { get; init; }

    /// <summary>An entry of any kind. Its time is cut to milliseconds and is never later than receipt; what the client said is kept beside it.</summary>
    /// <remarks><paramref name="original"/> is what the client said, where <paramref name="timestamp"/> is what was made of it.</remarks>
    public static IncomingEvent Create(string kind, Identity sender, string messageId, string name, DateTimeOffset? timestamp, Receipt receipt, string? anonymousId, JsonElement properties, string? context, DateTimeOffset? original = null)
    {
        var (occurredAt, receivedAt) = TimesOf(timestamp, receipt.At);
        var said = (original ?? timestamp)?.ToUniversalTime();
        var row = new LeadEvent
        {
            Bucket = Bucket.Of(sender.Key),
            Identity = sender.Key,
            Source = receipt.Source,
            MessageId = messageId,
            Kind = kind,
            Name = name,
            OccurredAt = occurredAt,
            OriginalAt = said == occurredAt ? null : said,
            ReceivedAt = receivedAt,
            AnonymousId = anonymousId,
            Properties = properties.GetRawText(),
            Context = context,
        };
        return new IncomingEvent(sender, row, properties);
    }

    /// <summary>Both in whole milliseconds, and the first never later than the second.</summary>
    public static (DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt) TimesOf(DateTimeOffset? timestamp, DateTimeOffset receivedAt)
    {
        var receipt = CutToMilliseconds(receivedAt);
        return (timestamp is { } time && time < receipt ? CutToMilliseconds(time) : receipt, receipt);
    }

    private static DateTimeOffset CutToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
