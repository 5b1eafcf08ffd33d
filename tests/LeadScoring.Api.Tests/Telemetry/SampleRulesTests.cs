using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>Alert rules, dashboard and page speak of metrics that there are.</summary>
public sealed partial class SampleRulesTests : IAsyncLifetime, IDisposable
{
    /// <summary>What Prometheus gives every target.</summary>
    private static readonly string[] OfPrometheus = ["job", "instance"];

    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "operations");

    private readonly LeadScoringApp _app = new(WebhookCalls.Settings());

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        // The real server, whose connections are counted.
        _app.UseKestrel(0);
        _app.StartServer();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Every_name_in_the_rules_and_on_the_dashboard_is_exported()
    {
        var metrics = await ScrapeAllAsync();
        var rules = ExpressionLines().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, "alerts.yml"))).Select(line => line.Groups["expression"].Value).ToList();
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "dashboard.json")))!;
        var panels = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => (string)target!["expr"]!).ToList();

        Assert.True(rules.Count >= 15 && panels.Count >= 40, $"{rules.Count} rules, {panels.Count} panels");
        Assert.All([.. rules, .. panels], expression => IsKnown(expression, metrics));
        Assert.All(dashboard["templating"]!["list"]!.AsArray().Select(variable => (string?)variable!["definition"]).OfType<string>(), definition => IsKnown(definition.Replace(", job)", ")", StringComparison.Ordinal), metrics));
    }

    [Fact]
    public async Task The_page_says_what_to_do_about_each_alert_and_names_metrics_that_there_are()
    {
        var (page, rules) = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md")), await File.ReadAllTextAsync(Path.Combine(Folder, "alerts.yml")));
        var names = (await ScrapeAllAsync()).Values.SelectMany(family => family.Samples.SelectMany(sample => sample.Labels.Keys.Append(sample.Name)).Append(family.Name)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(AlertLines().Matches(rules).Select(alert => alert.Groups["name"].Value), AlertRows().Matches(page).Select(row => row.Groups["name"].Value), StringComparer.Ordinal);
        Assert.Equal(AlertLines().Count(rules), Severities().Count(rules));
        Assert.Subset(names, MetricNames().Matches(page).Select(name => name.Groups["name"].Value).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Everything has happened that makes labels appear.</summary>
    private async Task<IReadOnlyDictionary<string, MetricFamily>> ScrapeAllAsync()
    {
        using var client = _app.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = RetryTests.Status(500);
        var (id, _) = await client.CreateEndpointAsync(receiver.UrlOf());
        await client.SpikeAsync("ada");
        await client.AfterAttemptsAsync(id, 1);
        IReadOnlyDictionary<string, MetricFamily> metrics = new Dictionary<string, MetricFamily>(StringComparer.Ordinal);
        await Eventually.PassesAsync(async () =>
        {
            metrics = await client.ScrapeAsync();
            Assert.NotEmpty(metrics["leadscoring_readiness"].Samples);
            Assert.NotEmpty(metrics["leadscoring_webhooks_endpoints"].Samples);
        });
        return metrics;
    }

    private static void IsKnown(string expression, IReadOnlyDictionary<string, MetricFamily> metrics)
    {
        var named = PromQl.MetricsIn(expression).ToList();
        Assert.NotEmpty(named);
        List<string> labels = [.. OfPrometheus];
        foreach (var (metric, selected) in named.Where(each => each.Metric != "up"))
        {
            var family = metrics.Values.SingleOrDefault(family => family.Name == metric || (family.Type == "histogram" && metric.StartsWith(family.Name + "_", StringComparison.Ordinal)));
            Assert.True(family is not null, $"There is no {metric}: {expression}");
            // What has not happened here has its labels in the words that say what it counts, or at its kin.
            var kin = metrics.Values.Where(each => each.Name.Split('_')[0] == family.Name.Split('_')[0] && (each == family || !IsOwn(each)));
            List<string> known = [.. OfPrometheus, .. kin.SelectMany(each => each.Samples).SelectMany(sample => sample.Labels.Keys), .. Words().Matches(family.Help).Select(word => word.Value.Replace('.', '_'))];
            Assert.All(selected, label => Assert.Contains(label, known, StringComparer.Ordinal));
            labels.AddRange(known);
        }

        Assert.All(PromQl.GroupingLabelsIn(expression), label => Assert.Contains(label, labels, StringComparer.Ordinal));
    }

    private static bool IsOwn(MetricFamily family) => family.Name.StartsWith("leadscoring_", StringComparison.Ordinal);

    [GeneratedRegex(@"^ +expr: (?<expression>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExpressionLines();

    [GeneratedRegex(@"- alert: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertLines();

    [GeneratedRegex(@"^\| `(?<name>LeadScoring\w+)` \| \S", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertRows();

    [GeneratedRegex(@"severity: (page|ticket) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Severities();

    [GeneratedRegex(@"`(?<name>(leadscoring|http|db|kestrel|dotnet)_\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricNames();

    [GeneratedRegex(@"[a-z]+([._][a-z]+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
