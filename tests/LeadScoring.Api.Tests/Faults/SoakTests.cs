using System.Diagnostics;
using System.Globalization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F30. LEADSCORING_SOAK_MINUTES makes it as long; the first third of it, ten minutes at most, is left to warm up.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class SoakTests(FaultCluster cluster)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromMinutes(10);

    /// <summary>200 events a second, and some PUTs, about 8,000 people: with a few hundred their logs would grow by thousands of events, and what is folded afresh with them.</summary>
    private static readonly LoadShape Steady = new(Connections: 8, Items: 20, RequestsPerSecond: 12, Spread: 20);

    private static readonly TimeSpan Length =
        double.TryParse(Environment.GetEnvironmentVariable("LEADSCORING_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : Usual;

    [Fact]
    public async Task Under_a_steady_load_everything_stays_exact()
    {
        var load = await cluster.BeginAsync(Steady);
        List<Answer>[] thirds = [[], [], []];
        List<(double Minutes, double Megabytes)> memory = [];
        var warmUp = Length / 3 < MostWarmUp ? Length / 3 : MostWarmUp;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Length; await Task.Delay(Length / 200))
        {
            var third = watch.Elapsed < warmUp ? 0 : watch.Elapsed - warmUp < (Length - warmUp) / 2 ? 1 : 2;
            thirds[third].AddRange(load.TakeAnswers());
            if (third > 0) memory.Add((watch.Elapsed.TotalMinutes, cluster.Memory / 1e6));
            Assert.Empty(load.WrongAnswers);
        }

        var (former, latter) = (thirds[1].Percentile99(), thirds[2].Percentile99());
        await cluster.SettleAsync(
            30, string.Create(CultureInfo.InvariantCulture, $"12 requests a second of 20 events about 8,000 people for {Length.TotalMinutes:0.#} minutes"),
            thirds.SelectMany(answers => answers).ByStatus(),
            string.Create(CultureInfo.InvariantCulture, $"from minute {warmUp.TotalMinutes:0.#} on: memory of both {memory[0].Megabytes:0} to {memory[^1].Megabytes:0} MB, {Slope(memory) / cluster.Replicas.Count:+0.00;-0.00} MB a minute and replica; p99 {former.TotalMilliseconds:N0} ms in the first half, {latter.TotalMilliseconds:N0} ms in the second"));
    }

    /// <summary>Of the line that is nearest to the points, by least squares.</summary>
    private static double Slope(List<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }
}
