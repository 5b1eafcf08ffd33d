using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads.Outlook;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

public sealed class OutlookTests : IAsyncLifetime, IDisposable
{
    private const string Lead = "vera";

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Clock.Set(Given.Day(6));
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_forecast_is_what_reading_the_score_says_when_the_time_has_come()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", Lead);
        await client.SendAsync(Given.EagerHistory(Lead));

        var forecast = await GetAsync<ForecastResponse>(client, $"/v1/leads/{Lead}/forecast");

        Assert.Equal((Lead, "product-led", 1, Given.Day(6), true, true), (forecast.LeadId, forecast.Model, forecast.ModelVersion, forecast.AsOf, forecast.Pql, forecast.Complete));
        Assert.Equal((150m, forecast.AsOf), (forecast.Now.Total, forecast.Now.At));
        Assert.Equal(forecast.Changes.First(change => !change.Pql).At, forecast.PqlUntil);
        var before = forecast.Now;
        foreach (var change in forecast.Changes)
        {
            await SaysAsync(client, before, change.At.AddMilliseconds(-1));
            await SaysAsync(client, change, change.At);
            before = change;
        }

        await SaysAsync(client, before, Given.Day(2_000));
    }

    [Fact]
    public async Task A_forecast_goes_as_far_as_it_is_asked_to()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event(Lead, 1, "Integration Connected"));

        var forecast = await GetAsync<ForecastResponse>(client, $"/v1/leads/{Lead}/forecast?days=2");

        // The alert of the last 7 days ends on day 8; decay begins on day 31.
        Assert.Equal(Given.Day(8), Assert.Single(forecast.Changes).At);
        Assert.Equal((false, Given.Day(31)), (forecast.Complete, forecast.KnownUntil));
    }

    [Theory]
    [InlineData("forecast?days=0", "days", "days must be from 1 to 3650.")]
    [InlineData("forecast?days=3651", "days", "days must be from 1 to 3650.")]
    [InlineData("forecast?days=soon", "days", "days must be a whole number.")]
    [InlineData("forecast?model=other", "model", "model is no parameter here; known are days.")]
    [InlineData("gap?days=1", "days", "days is no parameter here; there are none.")]
    public async Task A_query_that_cannot_be_answered_is_refused(string path, string parameter, string message)
    {
        using var client = _app.CreateClient();
        using var answer = await client.GetAsync(new Uri($"/v1/leads/{Lead}/{path}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(message, problem["errors"]![parameter]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_has_no_outlook()
    {
        using var client = _app.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, await client.StatusOfAsync("/v1/leads/nobody/forecast"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusOfAsync("/v1/leads/nobody/gap"));
    }

    [Fact]
    public async Task What_a_gap_proposes_makes_the_lead_a_PQL_when_it_is_sent()
    {
        using var client = _app.CreateClient();
        await client.PutLeadAsync(Lead, new { title = "VP Sales", accountId = "acme" });
        await client.SendAsync(Given.Event(Lead, 0, "Onboarding Completed"), Given.Event(Lead, 1, "Invite Sent", ("inviteeEmail", "ann@customer.example")));

        var gap = await GetAsync<GapResponse>(client, $"/v1/leads/{Lead}/gap");
        var set = gap.Sets[0];
        await client.SendAsync(set.Actions.SelectMany(action => action.Events).SelectMany(each => Enumerable.Repeat(each, each.Times))
            .Select(each => Given.Event(Lead, 6, each.Event, [.. each.Properties.Select(property => (property.Key, property.Value))])));
        await client.PutAccountAsync("acme", set.Attributes.ToDictionary(each => each.Attribute, each => each.Value, StringComparer.Ordinal));

        Assert.Equal((false, new GapScores(10, 25, 35), new GapScores(-5, -15, -45)), (gap.Pql, gap.Now, gap.Margins));
        Assert.NotEmpty(set.Attributes);
        var score = await client.GetScoreAsync(Lead);
        Assert.True(score.Pql.Qualified);
        Assert.Equal(set.After, new GapScores(score.Fit.Score, score.Behavior.Score, score.Total));
    }

    [Fact]
    public async Task What_is_said_to_lose_a_PQL_loses_it_when_it_is_sent()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", Lead);
        await client.SendAsync(Given.EagerHistory(Lead));

        var gap = await GetAsync<GapResponse>(client, $"/v1/leads/{Lead}/gap");
        var loss = Assert.Single(gap.Losses);
        await client.SendAsync(Given.Event(Lead, 6, loss.Events[0].Event));

        Assert.True(gap.Pql && gap.Sets.Count == 0);
        Assert.Null((await GetAsync<ForecastResponse>(client, $"/v1/leads/{Lead}/forecast")).PqlUntil);
        var score = await client.GetScoreAsync(Lead);
        Assert.Equal(["customer"], loss.BlockedBy);
        Assert.Equal(["customer"], score.Pql.BlockedBy);
        Assert.False(score.Pql.Qualified);
    }

    [Fact]
    public async Task An_anonymous_id_leads_to_the_person_it_was_linked_to()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.AnonymousEvent("device", 1, "Pricing Page Viewed"), Given.Event(Lead, 2, "Signed In") with { AnonymousId = "device" });

        Assert.Equal(Lead, (await GetAsync<GapResponse>(client, "/v1/leads/anon:device/gap")).LeadId);
        Assert.Equal(Lead, (await GetAsync<ForecastResponse>(client, "/v1/leads/anon:device/forecast")).LeadId);
    }

    private async Task SaysAsync(HttpClient client, ForecastScore told, DateTimeOffset at)
    {
        _app.Clock.Set(at);
        var score = await client.GetScoreAsync(Lead);
        Assert.Equal(
            (told.Fit, told.Behavior, told.Total, told.TotalPercent, told.Band, told.FitTier, told.BehaviorTier, told.Pql),
            (score.Fit.Score, score.Behavior.Score, score.Total, score.TotalPercent, score.Band, score.Fit.Tier, score.Behavior.Tier, score.Pql.Qualified));
        Assert.Equal(told.Spikes, score.Spikes.Select(spike => spike.Spike).ToArray());
        Assert.Equal(told.BlockedBy, score.Pql.BlockedBy);
    }

    private static async Task<T> GetAsync<T>(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }
}
