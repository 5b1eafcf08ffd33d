using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.FanOut;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Counts the messages that would be made of crossings, endpoint by endpoint.</summary>
/// <param name="audience">The rule by which messages are made.</param>
/// <param name="endpoints">The endpoints of now. Those that are disabled get messages, too: they are sent once somebody enables them.</param>
internal sealed class MessageTally(Audience audience, IEnumerable<WebhookEndpoint> endpoints)
{
    private readonly Told[] _told = [.. endpoints.Select(endpoint => new Told(endpoint))];

    /// <summary>Takes in crossings of one lead or account, as they are with <c>notify=all</c>.</summary>
    /// <param name="crossings">The crossings.</param>
    /// <param name="accountId">The account that crosses, or that of the lead; null: it has none.</param>
    public void Add(IReadOnlyCollection<Transition> crossings, string? accountId)
    {
        foreach (var told in _told)
        {
            foreach (var crossing in crossings.Where(crossing => audience.Hears(told.Listener, crossing, accountId)))
            {
                told.All++;
                told.Gained += crossing.Kind == TransitionKind.PqlGained ? 1 : 0;
            }
        }
    }

    public MessageCounts Result() => new(
        _told.Sum(told => told.All),
        _told.Sum(told => told.Gained),
        0,
        [.. _told.Select(told => new EndpointMessages(told.Listener.Id, told.Endpoint.Format, told.Endpoint.Description, told.Endpoint.DisabledAt is null, told.All, told.Gained))]);

    private sealed class Told(WebhookEndpoint endpoint)
    {
        public WebhookEndpoint Endpoint => endpoint;

        public Listener Listener { get; } = Listener.Of(endpoint);

        public long All { get; set; }

        public long Gained { get; set; }
    }
}
