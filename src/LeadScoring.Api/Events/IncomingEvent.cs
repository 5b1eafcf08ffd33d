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

    /// <summary>Who sent it, as long as there are no keys: message ids share one space.</summary>
    public const string DefaultSource = "default";

    /// <summary>An entry of either kind. Its time is cut to milliseconds and is never later than receipt; what the client said is kept beside it.</summary>
    public static IncomingEvent Create(string kind, Identity sender, string messageId, string name, DateTimeOffset? timestamp, DateTimeOffset receivedAt, string? anonymousId, JsonElement properties, string? context)
    {
        var receipt = CutToMilliseconds(receivedAt);
        var occurredAt = timestamp is { } said && said < receipt ? CutToMilliseconds(said) : receipt;
        var row = new LeadEvent
        {
            Bucket = Bucket.Of(sender.Key),
            Identity = sender.Key,
            Source = DefaultSource,
            MessageId = messageId,
            Kind = kind,
            Name = name,
            OccurredAt = occurredAt,
            OriginalAt = timestamp is { } original && original.ToUniversalTime() != occurredAt ? original.ToUniversalTime() : null,
            ReceivedAt = receipt,
            AnonymousId = anonymousId,
            Properties = properties.GetRawText(),
            Context = context,
        };
        return new IncomingEvent(sender, row, properties);
    }

    private static DateTimeOffset CutToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
