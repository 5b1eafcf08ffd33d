using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Telemetry;

namespace LeadScoring.Api.Tests.Scoring;

public sealed class RescoreMetricsTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.EagerWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task The_lag_is_how_long_the_longest_waiting_score_has_been_due()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        var due = (await client.GetScoreAsync("vera")).ValidUntil!.Value;
        await using (await _app.Database.HoldAsync("user:vera"))
        {
            _app.Clock.Set(due.AddMinutes(7));

            await Eventually.IsTrueAsync(async () => (await client.ScrapeAsync()).Value("leadscoring_rescoring_lag_seconds") is 7 * 60, "the lag is seven minutes");
            await Eventually.IsTrueAsync(async () => (await client.ScrapeAsync()).Value("leadscoring_rescoring_due", ("subject", "lead")) is 1, "one score is due");
        }

        await Eventually.PassesAsync(async () =>
        {
            var metrics = await client.ScrapeAsync();
            Assert.Equal((0, 0), (metrics.Value("leadscoring_rescoring_lag_seconds"), metrics.Value("leadscoring_rescoring_due", ("subject", "lead"))));
        });
    }
}
