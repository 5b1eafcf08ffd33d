using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>An event of the log, opened for the engine.</summary>
/// <param name="Source">Who sent it: with sender and message id its key.</param>
/// <param name="Event">What the engine sees.</param>
internal sealed record LoggedEvent(string Source, ProductEvent Event)
{
    public static LoggedEvent Open(string source, string identity, string messageId, DateTimeOffset occurredAt, string name, string properties)
    {
        using var document = JsonDocument.Parse(properties);
        return new LoggedEvent(source, new ProductEvent(Identity.FromKey(identity), messageId, occurredAt, name, EventProperties.Read(document.RootElement)));
    }

    public bool HasKeyOf(LoggedEvent other) => Source == other.Source && Event.MessageId == other.Event.MessageId && Event.Sender == other.Event.Sender;
}
