using System.Net;
using LeadScoring.Api.Events;
using LeadScoring.Api.Retention;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Privacy;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Retention;

/// <summary>Events that are older than events are kept count nowhere.</summary>
public sealed class RetentionTests : IAsyncLifetime, IDisposable
{
    private const int Days = 60;

    /// <summary>By then events of the first 70 days are too old.</summary>
    private const int Today = 130;

    private readonly LeadScoringApp _app = new(With());
    private readonly LeadScoringApp _keeper;
    private HttpClient _client = null!;

    /// <summary>Takes whatever is sent, and keeps it: as a service did until retention was set.</summary>
    private HttpClient _former = null!;

    public RetentionTests() => _keeper = _app.NewReplica(Given.SleepingWorker);

    /// <summary>A worker that only works when a test makes it.</summary>
    private static Dictionary<string, string?> With(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string?> all = new(Given.SleepingWorker, StringComparer.Ordinal) { ["Retention:EventDays"] = $"{Days}", ["Retention:Enabled"] = "false", ["Retention:Share"] = "1" };
        foreach (var (name, value) in settings) all["Retention:" + name] = value;
        return all;
    }

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        (_client, _former) = (_app.CreateClient(), _keeper.CreateClient());
        _app.Clock.Set(Given.Day(Today));
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)_keeper).DisposeAsync();
        await ((IAsyncLifetime)_app).DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _former?.Dispose();
        _keeper.Dispose();
        _app.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_left_scores_as_if_what_is_gone_had_never_been_sent(int seed)
    {
        await using var twin = new LeadScoringApp(Given.SleepingWorker);
        await twin.InitializeAsync();
        twin.Clock.Set(Given.Day(Today));
        using var other = twin.CreateClient();
        var (random, since) = (new Random(seed), Since(_app));
        string[] leads = [.. Enumerable.Range(0, 15).Select(i => $"lead-{i}")];
        var events = leads.SelectMany(lead => Enumerable.Range(0, 5).SelectMany(_ => RandomHistory.Of(random, lead, 12, random.Next(Today - 5), Today))).ToList();
        foreach (var client in (HttpClient[])[_former, other]) await Given.PerfectFitAsync(client, "acme", leads.Take(8));

        await _former.SendInBatchesAsync(RandomHistory.InBatches(random, events, 80));
        await other.SendInBatchesAsync(RandomHistory.InBatches(random, events.Where(sent => sent.Timestamp >= since), 80));
        await RunAsync(_app);

        Assert.Equal(events.Where(sent => sent.Timestamp >= since).Select(sent => sent.MessageId).Order(StringComparer.Ordinal), (await _app.Database.MessageIdsAsync()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await Recount.EverythingAddsUpAsync(_app, isCut: true);
        await Recount.EverythingAddsUpAsync(twin);
        foreach (var lead in leads.Where(lead => events.Exists(sent => sent.UserId == lead && sent.Timestamp >= since)))
        {
            Assert.Equal(await other.GetComparableScoreAsync(lead), await _client.GetComparableScoreAsync(lead));
            Assert.Equal(await TextOfAsync(other, AsOf(lead, since.AddDays(25))), await TextOfAsync(_client, AsOf(lead, since.AddDays(25))));
        }

        Assert.Equal((await other.GetAccountScoreAsync("acme")).Total, (await _client.GetAccountScoreAsync("acme")).Total);
    }

    [Fact]
    public async Task Attributes_stay_as_they_are_and_were_since_events_are_kept_and_older_values_go()
    {
        foreach (var (day, title, country) in ((int, string, string?)[])[(1, "Intern", "FR"), (20, "Analyst", null), (90, "VP Sales", null), (120, "CEO", "US")])
        {
            _app.Clock.Set(Given.Day(day));
            await _former.PutLeadAsync("vera", country is null && day == 20 ? new { title, country } : (object)(country is null ? new { title } : new { title, country }));
            await _former.PutAccountAsync("acme", new { industry = title });
        }

        _app.Clock.Set(Given.Day(Today));
        await _former.SendAsync(Given.Event("vera", 0, "Signed Up"), Given.Event("vera", 100, "Signed In"));
        var before = await _client.GetStringAsync(AsOf("vera", Given.Day(80)));

        await RunAsync(_app);

        await using var db = _app.Database.OpenContext();
        Assert.Equal(["Analyst", "CEO", "VP Sales"], (await db.Events.Where(e => e.Kind == IncomingEvent.Identify).Select(e => e.Properties).ToListAsync()).Select(TitleIn).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(3, await db.AccountEvents.CountAsync());
        Assert.Equal(before, await _client.GetStringAsync(AsOf("vera", Given.Day(80))));
        await Recount.EverythingAddsUpAsync(_app, isCut: true);

        // What was cleared does not come back with a payload of before that is sent again.
        await _client.PostAsync("/v1/identify", $$$"""{"messageId":"again","userId":"vera","timestamp":"{{{Given.Day(1):O}}}","traits":{"country":"FR"}}""");
        Assert.Equal(before, await _client.GetStringAsync(AsOf("vera", Given.Day(80))));
        await Recount.EverythingAddsUpAsync(_app, isCut: true);
    }

    [Fact]
    public async Task An_event_that_is_too_old_is_answered_and_not_taken_so_that_what_is_gone_does_not_come_back()
    {
        var (old, fresh) = (Given.Event("ada", 60, "Signed In"), Given.Event("ada", 80, "Signed In"));
        await _former.SendAsync(old, fresh);
        await RunAsync(_app);

        var again = await _client.SendAsync(old, fresh);
        var segment = await _client.PostAsync("/v1/track", $$"""{"messageId":"s","userId":"ada","event":"Signed In","groupId":"acme","timestamp":"{{Given.Day(60):O}}"}""");

        Assert.Equal((0, 1, 1), (again.Accepted, again.Duplicates, again.Ignored));
        var warning = Assert.Single(again.Warnings);
        Assert.Equal((0, old.MessageId, "older_than_retention"), (warning.Index, warning.MessageId, warning.Code));
        Assert.Contains($"{Days} days", warning.Message, StringComparison.Ordinal);
        Assert.True((bool)segment["success"]! && (int)segment["ignored"]! == 1);
        Assert.Equal([fresh.MessageId], await _app.Database.MessageIdsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_events_of_both_sides_say_of_the_account_stays_and_what_was_said_otherwise_since_goes()
    {
        (int Day, string Account)[] told = [(10, "a"), (20, "a"), (60, "b"), (90, "a"), (110, "b"), (5, "old"), (8, "old")];
        var calls = told.Select(each => $$"""{"type":"track","messageId":"{{each.Day}}","userId":"ada","event":"Signed In","groupId":"{{each.Account}}","timestamp":"{{Given.Day(each.Day):O}}"}""");
        (await _former.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', calls)}}]}""")).IsSuccess(told.Length, duplicates: 0);
        var before = await AccountsAsync();

        await RunAsync(_app);

        Assert.Equal(("b b a b", before), (before, await AccountsAsync()));
        await using var db = _app.Database.OpenContext();
        Assert.Equal(2, await db.Events.CountAsync(e => e.Kind == IncomingEvent.Identify));
        await Recount.EverythingAddsUpAsync(_app, isCut: true);

        async Task<string> AccountsAsync()
        {
            List<string> accounts = [];
            foreach (var day in (int[])[71, 89, 90, 120]) accounts.Add((string)(await _client.GetOfLeadAsync("ada", $"score?format=flat&asOf={Given.Day(day).InQuery()}"))["accountId"]!);
            return string.Join(' ', accounts);
        }
    }

    [Fact]
    public async Task Nobody_can_ask_for_a_past_of_which_events_are_not_kept()
    {
        await _former.SendAsync(Given.Event("ada", 10, "Signed In"), Given.Event("ada", 100, "Signed In"));
        foreach (var path in (string[])[$"/v1/leads/ada/score?asOf={Text(50)}", $"/v1/leads/ada/history?from={Text(50)}", $"/v1/leads/ada/score?knownAt={Text(50)}"])
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"must not be before {Since(_app):yyyy-MM-dd'T'HH:mm:ss'Z'}: events are kept for {Days} days", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await _client.StatusOfAsync("/v1/leads/ada/history"));
        Assert.Equal(HttpStatusCode.OK, await _client.StatusOfAsync($"/v1/leads/ada/score?asOf={Text(101)}"));
    }

    [Fact]
    public async Task A_lead_that_loses_its_points_with_old_events_crosses_for_that_reason_and_a_visitor_of_whom_nothing_is_left_goes()
    {
        await Given.PerfectFitAsync(_former, "acme", "vera");
        await _former.SendAsync([.. Given.EagerHistory("vera"), Given.AnonymousEvent("visitor", 5, "Page Viewed")]);
        await Recount.NothingIsDueAsync(_keeper);
        var before = (await _app.Database.TransitionsOfAsync("vera")).Count;

        await RunAsync(_app);

        Assert.Contains((await _app.Database.TransitionsOfAsync("vera")).Skip(before), crossing => crossing is { Cause: TransitionCause.Retention, BehaviorAfter: 0 });
        Assert.Equal(HttpStatusCode.NotFound, await _client.StatusOfAsync("/v1/leads/anon:visitor"));
        Assert.Equal(HttpStatusCode.OK, await _client.StatusOfAsync("/v1/leads/vera"));
        Assert.DoesNotContain(await _app.Database.DumpAsync(), line => line.Contains("anon:visitor", StringComparison.Ordinal));
        await Recount.EverythingAddsUpAsync(_app, isCut: true);
        Assert.Equal(1, (await _client.SendAsync(Given.AnonymousEvent("visitor", Today - 1, "Page Viewed"))).Accepted);
        await Recount.EverythingAddsUpAsync(_app, isCut: true);
    }

    [Fact]
    public async Task Replicas_that_work_at_once_while_events_arrive_and_one_that_stops_in_the_middle_leave_nothing_wrong()
    {
        await using var second = _app.NewReplica(With(("ChunkEvents", "1")));
        second.CreateClient().Dispose();
        var random = new Random(5);
        string[] leads = [.. Enumerable.Range(0, 60).Select(i => $"lead-{i}")];
        await _former.SendInBatchesAsync(RandomHistory.InBatches(random, leads.SelectMany(lead => RandomHistory.Of(random, lead, 10, random.Next(Today), Today)), 100));
        await _former.SendAsync(leads.Take(20).Select(lead => Given.Event(lead, 3, "Signed In") with { AnonymousId = lead + "-phone" }));
        await _former.SendAsync(leads.Take(20).Select(lead => Given.AnonymousEvent(lead + "-phone", 2, "Signed Up")));

        using (var stop = new CancellationTokenSource())
        {
            var stopped = Worker(second).RunRoundAsync(stop.Token);
            await Eventually.IsTrueAsync(async () => await CountOldAsync() < 100 || stopped.IsCompleted, "some is gone");
            await stop.CancelAsync();
            await stopped.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Task.WhenAll(
            Worker(_app).RunRoundAsync(CancellationToken.None),
            Worker(second).RunRoundAsync(CancellationToken.None),
            _client.SendInBatchesAsync(RandomHistory.InBatches(random, leads.SelectMany(lead => RandomHistory.Of(random, lead, 6, 80, Today)), 40)),
            _client.SendInBatchesAsync(RandomHistory.InBatches(random, leads.Select(lead => Given.Event(lead, 100, "Signed In") with { AnonymousId = leads[random.Next(60)] + "-phone" }), 10)));
        await RunAsync(_app);

        Assert.Equal(0, await CountOldAsync());
        await Recount.EverythingAddsUpAsync(_app, isCut: true);
    }

    private static RetentionWorker Worker(LeadScoringApp app) => app.Services.GetRequiredService<RetentionWorker>();

    private static Task RunAsync(LeadScoringApp app) => Worker(app).RunRoundAsync(CancellationToken.None);

    private static DateTimeOffset Since(LeadScoringApp app) => new DateTimeOffset(app.Clock.GetUtcNow().Date, TimeSpan.Zero).AddDays(-Days);

    private static Uri AsOf(string lead, DateTimeOffset at) => new($"/v1/leads/{lead}/score?asOf={at:yyyy-MM-ddTHH:mm:ssZ}", UriKind.Relative);

    /// <summary>Whatever is answered: nothing may be known of a lead then.</summary>
    private static async Task<string> TextOfAsync(HttpClient client, Uri path)
    {
        using var answer = await client.GetAsync(path);
        return $"{answer.StatusCode} {(answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : "")}";
    }

    private static string Text(double day) => $"{Given.Day(day):yyyy-MM-ddTHH:mm:ssZ}";

    private static string TitleIn(string payload) => (string)System.Text.Json.Nodes.JsonNode.Parse(payload)!["title"]!;

    private async Task<int> CountOldAsync()
    {
        var since = Since(_app);
        await using var db = _app.Database.OpenContext();
        return await db.Events.CountAsync(e => e.OccurredAt < since && e.Kind != IncomingEvent.Identify);
    }
}
