using System.Text.Json;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>
/// Five people over 40 days, counted by hand. The candidate gives 40 points for an integration in place of 15, and wants a total of 90 in
/// place of 80; an order makes a customer.
/// </summary>
public sealed class WorkedBacktestTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(BacktestCalls.Settings);
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
        _app.Clock.Set(Given.Day(-1));
        await Given.PerfectFitAsync(_client, "acme", "gina", "olga");
        await _client.PutAccountAsync("smaller", new { employees = 120, industry = "SaaS" });
        await _client.PutLeadAsync("stan", new { title = "VP Sales", accountId = "smaller" });
        _app.Clock.Set(Given.Day(45));
        await _client.SendAsync(
            Given.Event("gina", 1, "Integration Connected"), Given.Event("gina", 3, "Report Generated"),
            Given.Event("stan", 0.5, "Onboarding Completed"), Given.Event("stan", 0.5, "Invite Sent", ("inviteeEmail", "a@b.example")), Given.Event("stan", 0.5, "Invite Sent", ("inviteeEmail", "c@b.example")),
            Given.Event("stan", 2.75, "Pricing Page Viewed"), Given.Event("stan", 2.75, "Report Generated"),
            Given.Event("olga", 1, "Integration Connected"), Given.Event("olga", 5, "Onboarding Completed"), Given.Event("olga", 10, "Pricing Page Viewed"), Given.Event("olga", 20, "Order Completed"),
            Given.NeutralEvent("dave", 20),
            Given.Event("carl", -0.5, "Order Completed"),
            Given.Event("late", 41, "Integration Connected"));
        await _app.DraftAsync(BacktestCalls.ProductLed(document =>
        {
            document["pql"]!["total"] = 90;
            document.Criterion("integration")["tiers"]![0]!["points"] = 40;
        }));
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Flips_say_who_becomes_and_who_stops_being_a_PQL_when_and_by_which_criteria()
    {
        var done = await _client.RunAsync("backtest", new { from = Given.Day(0), to = Given.Day(40), by = "grace" });
        var flips = (await _client.FlipsAsync(done.Id)).ToDictionary(flip => flip.LeadId, StringComparer.Ordinal);

        Assert.Equal(["gina", "olga", "stan"], flips.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal((6, 6, "grace", "product-led@1"), (done.Leads, done.LeadsDone, done.By, done.Against));

        // 50 + 15 against 50 + 40 with the integration.
        var gina = flips["gina"];
        Assert.Equal((FlipKind.BecomesPql, Given.Day(1)), (gina.Kind, gina.At));
        Assert.Equal((50, 15, 65, "review", false), NumbersOf(gina.Before));
        Assert.Equal((50, 40, 90, "mql", true), NumbersOf(gina.After));
        var integration = Assert.Single(gina.Criteria);
        Assert.Equal(("integration", 15, 40), (integration.Criterion, integration.Before, integration.After));

        // 35 + 15 + 15 + 10 + 5 reach 80 on day 2.75, and never 90. No five of them lie within 48 hours.
        var stan = flips["stan"];
        Assert.Equal((FlipKind.StopsBeingPql, Given.Day(2.75)), (stan.Kind, stan.At));
        Assert.Equal((35, 45, 80, "mql", true), NumbersOf(stan.Before));
        Assert.Equal((35, 45, 80, "mql", false), NumbersOf(stan.After));
        Assert.Equal((10, 0, 0), (stan.After.Missing.Total, stan.After.Missing.Fit, stan.After.Missing.Behavior));
        Assert.Empty(stan.Criteria);

        // With 40 points on day 1 in place of 15 + 15 + 10 on day 10.
        Assert.Equal((FlipKind.AtOtherTimes, Given.Day(1), false, true), (flips["olga"].Kind, flips["olga"].At, flips["olga"].Before.Pql, flips["olga"].After.Pql));
    }

    [Fact]
    public async Task The_result_has_the_distribution_the_share_of_PQLs_and_who_became_a_customer_under_both_models()
    {
        var done = await _client.RunAsync("backtest", new { from = Given.Day(0), to = Given.Day(40) });

        var result = done.Result!;
        Assert.Equal((5, 0, new FlipCounts(1, 1, 1)), (result.Leads, result.Skipped, result.Flips));
        Assert.Equal(("product-led", 1, "product-led", null), (result.Before.Model, result.Before.Version, result.After.Model, result.After.Version));

        // Gina 20 and stan 45 have lost 10 to decay by day 40, olga 40 as well. Dave and carl have nothing.
        Assert.Equal([(0, 2), (60, 1), (70, 1), (80, 1)], StepsOf(result.Before));
        Assert.Equal([(0, 2), (70, 1), (80, 1), (100, 1)], StepsOf(result.After));
        Assert.Equal([("nurture", 2, 40m), ("review", 2, 40m), ("mql", 1, 20m), ("hot", 0, 0m)], BandsOf(result.Before));
        Assert.Equal([("nurture", 2, 40m), ("review", 1, 20m), ("mql", 2, 40m), ("hot", 0, 0m)], BandsOf(result.After));

        // Stan from day 2.75 to 32.75 and olga from 10 to 20, against gina from 1 to 33 and olga from 1 to 20.
        Assert.Equal((new PqlShare(2, 40, PqlShare.Red), new PqlShare(0, 0, PqlShare.Red), 40m), (result.Before.PqlsInPeriod, result.Before.PqlsAtEnd, result.Before.PqlDays));
        Assert.Equal((new PqlShare(2, 40, PqlShare.Red), new PqlShare(0, 0, PqlShare.Red), 51m), (result.After.PqlsInPeriod, result.After.PqlsAtEnd, result.After.PqlDays));

        Assert.Equivalent(
            new ConversionResult(4, 1, 1, [new("nurture", 1, 0, 0, 0), new("review", 1, 0, 0, 0), new("mql", 2, 1, 50, 1), new("hot", 0, 0, null, 0)], new(2, 1, 50), new(2, 0, 0), null),
            result.Before.Conversion, strict: true);
        Assert.Equivalent(
            new ConversionResult(4, 1, 1, [new("nurture", 1, 0, 0, 0), new("review", 0, 0, null, 0), new("mql", 3, 1, 33.33m, 1), new("hot", 0, 0, null, 0)], new(2, 1, 50), new(2, 0, 0), null),
            result.After.Conversion, strict: true);
    }

    [Fact]
    public async Task A_customer_counts_by_what_was_said_just_before_and_the_lift_is_that_of_PQLs_over_others()
    {
        await _client.SendAsync(Given.Event("dave", 30, "Order Completed"), Given.Event("newcomer", 30, "Order Completed"));

        var done = await _client.RunAsync("backtest", new { from = Given.Day(0), to = Given.Day(40) });

        // One of two PQLs, and two of three others.
        var conversion = done.Result!.Before.Conversion!;
        Assert.Equal((5, 3, 0.75m), (conversion.Leads, conversion.Converted, conversion.Lift));
        Assert.Equal((2, 2, 2), (conversion.Bands[0].Leads, conversion.Bands[0].Converted, conversion.Bands[0].ConvertedFrom));
    }

    [Theory]
    [InlineData(20, 1, 2)]
    [InlineData(19.99, 2, 1)]
    public async Task Who_is_a_customer_at_the_very_beginning_did_not_become_one_in_the_period(double from, int converted, int before)
    {
        var done = await _client.RunAsync("backtest", new { from = Given.Day(from), to = Given.Day(40) });

        Assert.Equal((converted - 1, before), (done.Result!.After.Conversion!.Converted, done.Result.After.Conversion.CustomersBefore));
    }

    [Fact]
    public async Task Another_period_has_its_own_leads_and_flips()
    {
        var done = await _client.RunAsync("backtest", new { from = Given.Day(32.8), to = Given.Day(42) });

        // Gina loses on day 33, stan has lost on day 32.75.
        var flip = Assert.Single(await _client.FlipsAsync(done.Id));
        Assert.Equal(("gina", FlipKind.BecomesPql, Given.Day(32.8)), (flip.LeadId, flip.Kind, flip.At));
        Assert.Equal((6, 0.2m, 0m), (done.Result!.Leads, done.Result.After.PqlDays, done.Result.Before.PqlDays));
    }

    [Fact]
    public async Task Without_a_signal_for_customers_nothing_is_said_of_them()
    {
        await _app.PublishAsync(BacktestCalls.ProductLed(document => document.AsObject().Remove("conversion")));

        var done = await _client.RunAsync("backtest", new { from = Given.Day(0), version = 2 });

        Assert.Null(done.Result!.After.Conversion);
        Assert.Empty(await _client.FlipsAsync(done.Id));
        Assert.Equal(JsonSerializer.Serialize(done.Result.Before), JsonSerializer.Serialize(done.Result.After));
    }

    [Fact]
    public async Task The_preview_shows_one_lead_under_both_models_and_what_makes_the_difference()
    {
        _app.Clock.Set(Given.Day(5));

        var (_, answer) = await _client.AskAsync(HttpMethod.Post, "/v1/models/product-led/preview", new { leadId = "gina" });

        var preview = answer!;
        Assert.Equal(("gina", "product-led@1", null), ((string)preview["leadId"]!, (string)preview["against"]!, preview["version"]));
        Assert.Equal((20m, 70m, false), ((decimal)preview["before"]!["behavior"]!, (decimal)preview["before"]!["total"]!, (bool)preview["before"]!["pql"]!));
        Assert.Equal((45m, 95m, true, "mql"), ((decimal)preview["after"]!["behavior"]!, (decimal)preview["after"]!["total"]!, (bool)preview["after"]!["pql"]!, (string)preview["after"]!["band"]!));
        var line = Assert.Single(preview["difference"]!.AsArray())!;
        Assert.Equal(("integration", 15m, 40m), ((string)line["criterion"]!, (decimal)line["before"]!, (decimal)line["after"]!));
    }

    private static (decimal Fit, decimal Behavior, decimal Total, string Band, bool Pql) NumbersOf(TriedNumbers numbers) => (numbers.Fit, numbers.Behavior, numbers.Total, numbers.Band, numbers.Pql);

    private static IEnumerable<(int From, long Leads)> StepsOf(ModelResult model)
    {
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (10 * i, 10 * (i + 1))), model.Totals.Select(step => (step.From, step.To)));
        return model.Totals.Where(step => step.Leads > 0).Select(step => (step.From, step.Leads));
    }

    private static IEnumerable<(string Band, long Leads, decimal? Percent)> BandsOf(ModelResult model) => model.Bands.Select(band => (band.Band, band.Leads, band.Percent));
}
