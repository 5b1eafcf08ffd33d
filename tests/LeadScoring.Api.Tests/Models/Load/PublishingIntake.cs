using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models.Load;

/// <summary>Sends what many leads did in a week, over several connections at once.</summary>
internal sealed class PublishingIntake(HttpClient[] clients, int leads)
{
    private const int EventsOfLead = 3;
    private const int EventsOfRequest = 100;
    private const int Senders = 4;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private int _sent;

    /// <summary>The ids of the leads.</summary>
    public string[] Leads { get; } = [.. Enumerable.Range(0, leads).Select(i => $"lead-{i}")];

    /// <summary>How many events there are.</summary>
    public int Total => leads * EventsOfLead;

    /// <summary>How many of them have been taken.</summary>
    public int Sent => Volatile.Read(ref _sent);

    public Task SendAsync() => Task.WhenAll(Enumerable.Range(0, Senders).Select(SendAsync));

    /// <summary>Each sender's leads come in the order of days: in a request there are events of many leads.</summary>
    private async Task SendAsync(int sender)
    {
        var random = new Random(sender);
        var events = Leads.Where((_, i) => i % Senders == sender).SelectMany(lead => RandomHistory.Of(random, lead, EventsOfLead, 6 * random.NextDouble(), 7)).ToArray();
        random.Shuffle(events);
        foreach (var batch in events.Chunk(EventsOfRequest))
        {
            await SendAsync(clients[sender % clients.Length], batch);
            Interlocked.Add(ref _sent, batch.Length);
        }
    }

    /// <summary>Again and again, while the service asks for that: a machine may be too busy for what it is given.</summary>
    private static async Task SendAsync(HttpClient client, SentEvent[] batch)
    {
        while (true)
        {
            using var answer = await client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), new { events = batch }, Json);
            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                return;
            }
        }
    }
}
