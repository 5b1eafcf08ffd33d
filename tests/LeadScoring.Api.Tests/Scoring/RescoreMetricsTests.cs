using System.Diagnostics.Metrics;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

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
        await using var connection = new NpgsqlConnection(_app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await new NpgsqlCommand("SELECT FROM leads WHERE lead_id = 'user:vera' FOR UPDATE", connection).ExecuteNonQueryAsync();

        _app.Clock.Set(due.AddMinutes(7));

        await Eventually.IsTrueAsync(() => Task.FromResult(Measure("leadscoring.rescoring.lag") is 7 * 60), "the lag is seven minutes");
        await holding.RollbackAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(Measure("leadscoring.rescoring.lag") is 0), "nothing lags");
    }

    /// <summary>What a gauge of this service shows now.</summary>
    private double Measure(string name)
    {
        var (factory, measured) = (_app.Services.GetRequiredService<IMeterFactory>(), double.NaN);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name && instrument.Meter.Name == RescoreMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory)) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => measured = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
