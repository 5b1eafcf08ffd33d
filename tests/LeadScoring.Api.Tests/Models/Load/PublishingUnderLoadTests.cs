using System.Globalization;
using System.Net;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace LeadScoring.Api.Tests.Models.Load;

/// <summary>LEADSCORING_PUBLISH_LEADS makes it larger; docs/reliability.md says what is looked at.</summary>
public sealed class PublishingUnderLoadTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Publications = 20;

    private static readonly int Leads = int.TryParse(Environment.GetEnvironmentVariable("LEADSCORING_PUBLISH_LEADS"), CultureInfo.InvariantCulture, out var given) ? given : 1_500;

    /// <summary>Only something broken uses it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(20 * Leads);

    /// <summary>Events that no version before counts by themselves, so that every fifth publication waits.</summary>
    private static readonly string[] NewSignals = ["Page Viewed", "Trial Started", "Trial Ended", "Report Generated"];

    private readonly LeadScoringApp _app = new(Given.EagerWorker);
    private readonly string[] _qualified = [.. Enumerable.Range(0, 20).Select(i => $"qualified-{i}")];

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Every_score_names_one_version_and_all_are_right_in_the_end()
    {
        await using var replica = _app.NewReplica();
        using var first = _app.CreateClient();
        using var second = replica.CreateClient();
        await Given.PerfectFitAsync(first, "acme", _qualified);
        await first.SendAsync(_qualified.SelectMany(Given.EagerHistory));
        await first.PublishAsync(TestModels.Of("beside", TestModels.PqlFrom(100)));

        var intake = new PublishingIntake([first, second], Leads);
        var readers = ((HttpClient[])[first, second]).Select((client, i) => new PublishingReader(client, _app.Database, [.. _qualified, .. intake.Leads], new Random(i))).ToArray();
        using var done = new CancellationTokenSource();
        var reading = readers.Select(reader => Task.Run(() => reader.ReadAsync(done.Token))).ToArray();
        var sending = Task.Run(intake.SendAsync);
        for (var i = 1; i <= Publications; i++)
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(intake.Sent * (Publications + 1L) >= i * (long)intake.Total || sending.IsCompleted), "events are taken", Patience);
            await PublishAsync(i % 2 == 0 ? first : second, VersionOf(i + 1));
        }

        await sending;
        await Eventually.IsTrueAsync(async () => (string?)(await first.SendModelAsync(HttpMethod.Get, "product-led")).Body["progress"]?["state"] == ModelProgress.Done, "all leads are scored under the last version", Patience);
        await done.CancelAsync();
        await Task.WhenAll(reading);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"leads {Leads + _qualified.Length}, events {intake.Sent}, scores read {readers.Sum(reader => reader.Scores)}, pages {readers.Sum(reader => reader.Pages)}, of which exact {readers.Sum(reader => reader.ExactPages)}, versions seen {readers.Max(reader => reader.Versions)}"));
        Assert.Equal(Publications + 1, (await first.GetModelAsync("product-led")).Version);
        await Recount.EverythingAddsUpAsync(_app);
        await AssertQualifiedOnceAsync();
    }

    /// <summary>Whoever was qualified under all versions became so once.</summary>
    private async Task AssertQualifiedOnceAsync()
    {
        await using var db = _app.Database.OpenContext();
        foreach (var lead in _qualified)
        {
            var crossings = (await _app.Database.TransitionsOfAsync(lead)).Where(each => each.ModelKey == "product-led" && each.Kind is TransitionKind.PqlGained or TransitionKind.PqlLost);
            Assert.Equal(TransitionKind.PqlGained, Assert.Single(crossings, each => each.ModelKey == "product-led").Kind);
        }

        Assert.Single(await db.Transitions.Where(each => each.LeadId == "account:acme" && each.ModelKey == "product-led" && each.Kind == TransitionKind.PqlGained).ToListAsync());
    }

    private static string VersionOf(int version) => TestModels.Of(
        "product-led",
        TestModels.Marked(PublishingReader.MarkOf(version)),
        TestModels.Velocity(version),
        TestModels.PqlFrom(60 + (7 * version % 40)),
        version % 5 == 0 ? TestModels.Counting(NewSignals[(version / 5) - 1], 5) : _ => { });

    /// <summary>Waits for the change before, where that waits for the log.</summary>
    private static async Task PublishAsync(HttpClient client, string document)
    {
        await Eventually.IsTrueAsync(async () => (await client.SendModelAsync(HttpMethod.Put, "product-led", document)).Status == HttpStatusCode.OK, "the draft is stored", Patience);
        await Eventually.IsTrueAsync(
            async () =>
            {
                var (status, body) = await client.TryChangeModelAsync("product-led", "publish");
                return status is HttpStatusCode.OK or HttpStatusCode.Accepted || (string?)body["title"] == "Nothing would change.";
            },
            "no change waits any more",
            Patience);
    }
}
