using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>Another contender, while the service tries a model on the logs of all leads.</summary>
internal sealed class BesideBacktestContender(string name, Contender other, HttpClient client) : Contender(name, other.Database)
{
    private const string Order = """{ "from": "{0}", "against": "product-led" }""";
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    public override ServiceUnderTest Service => other.Service!;

    public override async Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var backtests = BacktestAsync(ended.Token);
        var pieces = await other.RunAsync(stop);
        await ended.CancelAsync();
        await backtests;
        return pieces;
    }

    /// <summary>Leads a second that a backtest of all leads goes through while nothing else is asked of the service.</summary>
    public async Task<double> RunAloneAsync(CancellationToken cancellationToken)
    {
        var (id, start) = (await OrderAsync(cancellationToken), Stopwatch.GetTimestamp());
        JsonElement backtest;
        do
        {
            await Task.Delay(Glance, cancellationToken);
            backtest = await client.GetFromJsonAsync<JsonElement>("v1/backtests/" + id, cancellationToken);
        }
        while (IsUnderWay(backtest));

        return backtest.GetProperty("leadsDone").GetInt64() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>One after the other, so that there is one at any time.</summary>
    private async Task BacktestAsync(CancellationToken stop)
    {
        string? id = null;
        try
        {
            while (true)
            {
                id ??= await OrderAsync(stop);
                await Task.Delay(Glance, stop);
                id = IsUnderWay(await client.GetFromJsonAsync<JsonElement>("v1/backtests/" + id, stop)) ? id : null;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (id is not null)
            {
                var left = await client.GetFromJsonAsync<JsonElement>("v1/backtests/" + id, CancellationToken.None);
                Progress.Say($"the backtest came to {left.GetProperty("leadsDone")} of {left.GetProperty("leads")} leads");
                using var cancelled = await client.DeleteAsync("v1/backtests/" + id, CancellationToken.None);
                cancelled.EnsureSuccessStatusCode();
            }
        }
    }

    private async Task<string> OrderAsync(CancellationToken cancellationToken)
    {
        var body = Order.Replace("{0}", DateTimeOffset.UtcNow.AddDays(-60).ToString("yyyy-MM-ddTHH:mm:ssZ", null), StringComparison.Ordinal);
        using var ordered = await client.PostAsync("v1/models/product-led/backtest", new StringContent(body, null, "application/json"), cancellationToken);
        ordered.EnsureSuccessStatusCode();
        return (await ordered.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
    }

    private static bool IsUnderWay(JsonElement backtest) => backtest.GetProperty("state").GetString() is "waiting" or "running";
}
