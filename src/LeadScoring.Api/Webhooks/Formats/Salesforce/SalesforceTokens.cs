using System.Collections.Concurrent;
using System.Net;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.Salesforce;

/// <summary>Gets access tokens by the OAuth 2.0 client credentials flow, and keeps them in memory while they last.</summary>
internal sealed class SalesforceTokens(SecretBox secrets, TimeProvider clock)
{
    private const string Path = "/services/oauth2/token";

    /// <summary>Salesforce does not say how long a token lasts: as long as the session of its user. Two hours is usual.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, Place> _places = new();

    /// <summary>A token for the endpoint.</summary>
    /// <param name="target">The endpoint.</param>
    /// <param name="exchange">The way out.</param>
    /// <param name="refused">The token that Salesforce takes no more; null: none was refused.</param>
    /// <returns>The token, or why there is none.</returns>
    public async Task<(string? Token, Verdict? Problem)> GetAsync(WebhookTarget target, WebhookExchange exchange, string? refused)
    {
        var place = _places.GetOrAdd(target.Id, _ => new Place());
        // Attempts that begin together ask once.
        await place.Turn.WaitAsync(exchange.Patience);
        try
        {
            if (place.Kept is not { } kept || kept.Token == refused || !kept.IsFor(target, clock.GetUtcNow()))
            {
                var (fresh, problem) = await AskAsync(target, exchange);
                if (fresh is null)
                {
                    return (null, problem);
                }

                place.Kept = kept = new Kept(fresh, target.Url, target.Credentials!, clock.GetUtcNow() + MostAge);
            }

            exchange.Hide(kept.Token);
            return (kept.Token, null);
        }
        finally
        {
            place.Turn.Release();
        }
    }

    private async Task<(string? Token, Verdict? Problem)> AskAsync(WebhookTarget target, WebhookExchange exchange)
    {
        var credentials = CrmMembers.Read<SalesforceCredentials>(secrets.Open(target.Credentials!, target.Id, ICrmFormat.CredentialsPurpose));
        exchange.Hide(credentials.ClientSecret);
        var answer = await exchange.AskAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(target.Url), Path))
        {
            Headers = { Accept = { new("application/json") } },
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = credentials.ClientId,
                ["client_secret"] = credentials.ClientSecret,
            }),
        });
        var said = CrmJson.Read<TokenAnswer>(answer);
        if (answer.Status == HttpStatusCode.OK && said?.AccessToken is { Length: > 0 } token)
        {
            return (token, null);
        }

        var words = $"Salesforce gave no access token: it answered {(int)answer.Status}{(said?.Error is { } error ? $" {error}: {said.ErrorDescription}" : "")}.";
        return (null, answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new Verdict($"{words} Check credentials, the address (the org's My Domain), and that the app has the client credentials flow with a user to run as.")
            : new Verdict(words) { Status = answer.Status, AskedFor = answer.RetryAfter });
    }

    private sealed class Place
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public Kept? Kept { get; set; }
    }

    /// <summary>A token, and what it was given for.</summary>
    private sealed record Kept(string Token, string Url, byte[] Credentials, DateTimeOffset Until)
    {
        public bool IsFor(WebhookTarget target, DateTimeOffset now) => now < Until && target.Url == Url && target.Credentials.AsSpan().SequenceEqual(Credentials);
    }

    private sealed record TokenAnswer(
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string? AccessToken,
        string? Error,
        [property: System.Text.Json.Serialization.JsonPropertyName("error_description")] string? ErrorDescription);
}
