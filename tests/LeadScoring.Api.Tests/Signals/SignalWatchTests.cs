using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Signals;

public sealed class SignalWatchTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-signals-").FullName;

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _app.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Before_the_first_event_every_signal_is_there_and_no_rule_has_fired()
    {
        using var client = _app.CreateClient();

        var signals = await client.SignalsAsync();

        Assert.Equal(("product-led", 1, 0, _app.Clock.GetUtcNow()), ((string)signals["model"]!, (int)signals["version"]!, (int)signals["leads"]!, (DateTimeOffset)signals["asOf"]!));
        Assert.Equal(_app.Models.Current.Model.SignalNames.Keys.Order(StringComparer.Ordinal), signals["signals"]!.AsArray().SelectMany(signal => signal!["names"]!.AsArray()).Select(name => (string)name!).Order(StringComparer.Ordinal));
        Assert.All(signals["signals"]!.AsArray(), signal => Assert.Equal(("0", "0", null), (signal!["count"]?.ToString(), signal["leads"]?.ToString(), signal["share"]?.ToString())));
        string[] rules = [.. _app.Models.Current.Model.Behavior.Select(criterion => "behavior.criteria." + criterion.Key), .. _app.Models.Current.Model.Spikes.Select(spike => "spikes." + spike.Key), .. _app.Models.Current.Model.Fit.Select(criterion => "fit.criteria." + criterion.Key)];
        Assert.Equal(rules.Order(StringComparer.Ordinal), signals["neverFired"]!.AsArray().Select(rule => (string)rule!["rule"]!).Order(StringComparer.Ordinal));
        Assert.Equal("onboarding_completed: event_never_seen, onboarding_over_half: event_never_seen", signals.WhyNever("behavior.criteria.onboarding"));
        Assert.Equal("No event Checkout Started or Upgrade Started was ever received.", (string)signals["neverFired"]!.AsArray().Single(rule => (string)rule!["rule"]! == "behavior.criteria.checkout")!["signals"]![0]!["explanation"]!);
    }

    [Fact]
    public async Task A_signal_tells_what_it_counted_of_how_many_leads_and_where_it_is_used()
    {
        using var client = _app.CreateClient();
        await client.SendAsync([Given.Event("ada", 0, "Feature Used", ("core", true)), Given.Event("ada", 1, "Feature Used"), Given.Event("bob", 2, "Feature Used", ("core", "true")), Given.Event("eve", 3, "Signed Up")]);
        // A visitor who turns out to be bob is no lead of their own.
        await client.SendAsync(Given.AnonymousEvent("visitor-7", 4, "Feature Used"), Given.Event("bob", 5, "Page Viewed") with { AnonymousId = "visitor-7" });
        await client.PutLeadAsync("dan", new { title = "CTO" });

        var signals = await client.SignalsAsync();

        Assert.Equal(4, (int)signals["leads"]!);
        var used = signals.Signal("feature_used");
        Assert.Equal((4, 2, 0.5, Given.Day(4)), ((int)used["count"]!, (int)used["leads"]!, (double)used["share"]!, (DateTimeOffset)used["lastSeenAt"]!));
        Assert.Equal("""[{"event":"Feature Used","count":4,"lastSeenAt":"2026-03-02T09:00:00Z"}]""", used["events"]!.ToJsonString());
        Assert.Equal("""["behavior.criteria.session_depth"]""", used["usedBy"]!.ToJsonString());
        var core = signals.Signal("core_feature_used");
        Assert.Equal((1, 1, 0.25, Given.Day(0)), ((int)core["count"]!, (int)core["leads"]!, (double)core["share"]!, (DateTimeOffset)core["lastSeenAt"]!));
        Assert.Equal("""["activity"]""", signals.Signal("product_activity")["usedBy"]!.ToJsonString());
        Assert.Equal("""["start"]""", signals.Signal("signed_up")["usedBy"]!.ToJsonString());
        Assert.Equal("""["signals.premium_feature_in_trial"]""", signals.Signal("trial_ended")["usedBy"]!.ToJsonString());
        Assert.Equal("""["conversion","behavior.criteria.checkout","pql.blocks.customer"]""", signals.Signal("order_completed")["usedBy"]!.ToJsonString());
        Assert.Equal("""["behavior.criteria.integration","spikes.integration_connected"]""", signals.Signal("integration_connected")["usedBy"]!.ToJsonString());
        Assert.Null(signals.WhyNever("behavior.criteria.core_feature"));
    }

    [Fact]
    public async Task Why_a_rule_never_fired_is_told_by_what_came_instead()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(
            Given.Event("ada", 0, "Onboarding Progressed", ("percent", 50)), Given.Event("ada", 1, "Feature Used", ("premium", true)), Given.Event("ada", 2, "Plan Downgraded"),
            Given.AnonymousEvent("visitor", 3, "Pricing Page Viewed"), Given.Event("ada", 4, "Order Completed"));

        var signals = await client.SignalsAsync();

        Assert.Equal("onboarding_completed: event_never_seen, onboarding_over_half: conditions_never_met", signals.WhyNever("behavior.criteria.onboarding"));
        Assert.Equal("premium_feature_in_trial: period_never_opened", signals.WhyNever("behavior.criteria.premium_in_trial"));
        Assert.Equal("plan_downgraded_by_choice: conditions_never_met", signals.WhyNever("behavior.criteria.downgraded"));
        Assert.Equal("core_feature_used: conditions_never_met", signals.WhyNever("behavior.criteria.core_feature"));
        Assert.Null(signals.WhyNever("behavior.criteria.pricing_page"));
        Assert.Equal("checkout_or_upgrade_started: event_never_seen", signals.WhyNever("behavior.criteria.checkout"));
        Assert.Contains("\"Feature Used came, and counts only after trial_started, which nobody has.\"", signals.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"Plan Downgraded came, and none met the conditions on voluntary.\"", signals.ToJsonString(), StringComparison.Ordinal);

        await client.SendAsync(Given.Event("ada", 5, "Trial Started"), Given.Event("bob", 6, "Onboarding Progressed", ("percent", 51)), Given.Event("ada", 6, "Plan Downgraded", ("voluntary", true)));
        var later = await client.SignalsAsync();
        Assert.Equal("premium_feature_in_trial: conditions_never_met", later.WhyNever("behavior.criteria.premium_in_trial"));
        Assert.Null(later.WhyNever("behavior.criteria.onboarding"));
        Assert.Null(later.WhyNever("behavior.criteria.downgraded"));
    }

    [Fact]
    public async Task Events_that_nothing_counts_come_by_their_number_with_what_they_are_written_like()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(
            [.. Repeated("feature_used", 3), .. Repeated("record_updated", 2), .. Repeated("integrationConnected", 4), .. Repeated("Invites Sent", 1), .. Repeated("Onboarding Complete", 1), .. Repeated("Signed In", 9)]);

        var signals = await client.SignalsAsync();

        Assert.Equal(
            ["integrationConnected 4 like Integration Connected 1 0", "feature_used 3 like Feature Used 1 0", "record_updated 2 like", "Invites Sent 1 like Invite Sent 0.95 0", "Onboarding Complete 1 like Onboarding Completed 0.95 0"],
            signals["unusedEvents"]!.AsArray().Select(each => $"{each!["event"]} {each["count"]} like {each["resembles"]?["event"]} {each["resembles"]?["score"]} {each["resembles"]?["count"]}".Trim()), StringComparer.Ordinal);
        Assert.Equal(
            ["Feature Used like feature_used 3", "Integration Connected like integrationConnected 4", "Invite Sent like Invites Sent 1", "Onboarding Completed like Onboarding Complete 1"],
            signals["unseenEvents"]!.AsArray().Select(each => $"{each!["event"]} like {each["resembles"]!["event"]} {each["resembles"]!["count"]}"), StringComparer.Ordinal);
        Assert.Equal("""["product-led"]""", signals["unseenEvents"]![0]!["models"]!.ToJsonString());
        Assert.Equal([("integrationConnected", 4), ("feature_used", 3)], (await client.SignalsAsync("limit=2")).Unused());
        Assert.Equal((6, 10_000, 5, 0), (await client.SignalsAsync("limit=2")).Names());
    }

    [Fact]
    public async Task Leads_are_counted_again_when_the_counts_are_old_or_fresh_ones_are_asked_for_and_names_are_of_now()
    {
        using var client = _app.CreateClient();
        var before = _app.Clock.GetUtcNow();
        await client.SendAsync(Given.Event("ada", 0, "Signed In"));
        Assert.Equal(1, CountOf(await client.SignalsAsync("")));
        _app.Clock.Advance(TimeSpan.FromMinutes(4));
        await client.SendAsync(Given.Event("ada", 1, "Signed In"));

        var kept = await client.SignalsAsync("");
        Assert.Equal((1, 2, before), (CountOf(kept), (int)kept.Signal("signed_in")["events"]![0]!["count"]!, (DateTimeOffset)kept["asOf"]!));
        Assert.Equal((2, before.AddMinutes(4)), (CountOf(await client.SignalsAsync("fresh=true")), (DateTimeOffset)(await client.SignalsAsync(""))["asOf"]!));

        await client.SendAsync(Given.Event("ada", 1, "Signed In"));
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.IsTrueAsync(async () => CountOf(await client.SignalsAsync("")) == 3, "old counts are replaced");

        static int CountOf(JsonObject signals) => (int)signals.Signal("signed_in")["count"]!;
    }

    [Fact]
    public async Task However_many_ask_for_fresh_counts_at_once_each_sees_what_was_there_when_it_asked()
    {
        using var client = _app.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await client.SendAsync(Given.Event($"lead-{i}", 0, $"Event {i}"), Given.Event($"lead-{i}", 0, "Signed Up"));
            var signals = await client.SignalsAsync();
            Assert.Contains(signals.Unused(), name => name == ($"Event {i}", 1));
            Assert.True((int)signals["leads"]! >= 1 && (int)signals.Signal("signed_up")["count"]! == (int)signals["leads"]!);
        }));

        Assert.Equal(20, (int)(await client.SignalsAsync())["leads"]!);
    }

    [Fact]
    public async Task More_leads_than_are_read_at_once_are_all_counted_once()
    {
        using var client = _app.CreateClient();
        for (var from = 0; from < 4_400; from += 2_200)
        {
            await client.SendAsync(Enumerable.Range(from, 2_200).Select(i => Given.Event($"lead-{i}", 0, "Signed In")));
        }

        var signals = await client.SignalsAsync();

        Assert.Equal((4_400, 4_400), ((int)signals["leads"]!, (int)signals.Signal("signed_in")["count"]!));
    }

    [Fact]
    public async Task A_lead_whose_digest_is_damaged_is_counted_from_its_log()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Signed In"), Given.Event("bob", 0, "Signed In"));
        await using (var db = _app.Database.OpenContext()) await db.Database.ExecuteSqlRawAsync(@"UPDATE leads SET digest = '\x0102030405' WHERE lead_id = 'user:ada'");

        var signals = await client.SignalsAsync();

        Assert.Equal((2, 2), ((int)signals["leads"]!, (int)signals.Signal("signed_in")["count"]!));
    }

    [Fact]
    public async Task Another_model_in_force_has_its_own_signals_and_an_event_is_used_by_whichever_counts_it()
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["key"] = "typing";
        document["signals"]!["webinar"] = JsonNode.Parse("""[{"event":"Webinar Atended"},{"event":"Webinar Watched"}]""");
        document["signals"]!["talk"] = JsonNode.Parse("""[{"event":"Webinar Atended"},{"event":"Webinar Watched"}]""");
        document["signals"]!["nobody_asks"] = JsonNode.Parse("""[{"event":"Nobody Asks"}]""");
        document["signals"]!["spent"] = JsonNode.Parse("""[{"event":"Paid"}]""");
        document["spikes"]!.AsArray().Add(JsonNode.Parse("""{"key":"webinar","signal":"webinar","window":{"lastDays":7}}"""));
        document["behavior"]!["criteria"]!.AsArray().Add(JsonNode.Parse("""{"key":"talk","label":"webinar","layer":"intent","signal":"talk","tiers":[{"points":1}]}"""));
        document["behavior"]!["criteria"]!.AsArray().Add(JsonNode.Parse("""{"key":"spent","label":"Paid","layer":"intent","signal":"spent","measure":"greatest","property":"amount","window":{"lastDays":7},"tiers":[{"points":1,"atLeast":5}]}"""));
        var file = Path.Combine(_folder, "typing.json");
        await File.WriteAllTextAsync(file, document.ToJsonString());
        using (var client = _app.CreateClient()) await client.SendAsync(Given.Event("ada", 0, "Webinar Attended"), Given.Event("ada", 0, "Webinar Attended"), Given.Event("ada", 0, "Nobody Asks"));
        await using var replica = _app.NewReplica(Given.Settings(("Scoring:ModelFile", file)));
        using var other = replica.CreateClient();
        await Eventually.IsTrueAsync(async () => (string)(await other.SignalsAsync())["model"]! == "typing", "the model of the file is in force");

        var signals = await other.SignalsAsync();

        var webinar = signals.Signal("webinar");
        Assert.Equal("""["webinar","talk"]""", webinar["names"]!.ToJsonString());
        Assert.Equal("""["spikes.webinar","behavior.criteria.talk"]""", webinar["usedBy"]!.ToJsonString());
        Assert.Equal((null, "[]"), ((string?)signals.Signal("nobody_asks")["count"], signals.Signal("nobody_asks")["usedBy"]!.ToJsonString()));
        Assert.Equal("spent: event_never_seen", signals.WhyNever("behavior.criteria.spent"));
        Assert.Equal([("Webinar Attended", 2), ("Nobody Asks", 1)], signals.Unused());
        Assert.Equal("Webinar Atended", (string)signals["unusedEvents"]![0]!["resembles"]!["event"]!);
        Assert.Equal(("Webinar Atended", "Webinar Attended"), ((string)signals["unseenEvents"]![0]!["event"]!, (string)signals["unseenEvents"]![0]!["resembles"]!["event"]!));
        Assert.Equal("product-led", (string)(await other.SignalsAsync("model=product-led@1"))["model"]!);
        await other.SendAsync(Given.Event("ada", 0, "Paid", ("amount", 1)));
        Assert.Null((await other.SignalsAsync()).WhyNever("behavior.criteria.spent"));
    }

    [Theory]
    [InlineData("model=unknown", "model must be")]
    [InlineData("limit=0", "limit must be from 1 to 500")]
    [InlineData("limit=501", "limit must be from 1 to 500")]
    [InlineData("fresh=maybe", "fresh")]
    [InlineData("stale=true", "stale is no parameter here")]
    public async Task What_cannot_be_asked_is_said(string query, string fault)
    {
        using var client = _app.CreateClient();

        (await client.CallAsync(HttpMethod.Get, "/v1/signals?" + query)).IsProblem(HttpStatusCode.BadRequest, fault);
    }

    private static IEnumerable<SentEvent> Repeated(string name, int times) => Enumerable.Range(0, times).Select(_ => Given.Event("ada", 0, name));
}
