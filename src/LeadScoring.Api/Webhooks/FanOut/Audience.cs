using LeadScoring.Api.Accounts;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.Formats;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>Which endpoints are told of a crossing, be it that the message is made or only foretold. Whether it is damped is another question.</summary>
internal sealed class Audience(WebhookFormats formats)
{
    /// <summary>Whether the endpoint is told, if the account is one that it wants: what can be said before anybody has looked for that.</summary>
    public bool MayHear(Listener listener, Transition crossing) =>
        crossing.Notify && crossing.RecordedAt >= listener.CreatedAt && listener.Filters.Match(crossing) && Takes(listener, crossing);

    /// <summary>Whether the endpoint is told.</summary>
    /// <param name="listener">The endpoint.</param>
    /// <param name="crossing">The crossing.</param>
    /// <param name="accountId">The account that crosses, or that of the lead; null: it has none.</param>
    public bool Hears(Listener listener, Transition crossing, string? accountId) => MayHear(listener, crossing) && listener.Filters.MatchAccount(accountId);

    /// <summary>Whether the endpoint is about such. Messages of a format that this process does not know are sent by others, who do.</summary>
    private bool Takes(Listener listener, Transition crossing) => formats.Find(listener.Format)?.Takes(listener.Settings, AccountSubject.IdIn(crossing.LeadId) is not null) != false;
}
