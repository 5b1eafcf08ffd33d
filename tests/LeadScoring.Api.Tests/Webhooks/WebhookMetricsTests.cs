using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Webhooks;

public sealed class WebhookMetricsTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    [Fact]
    public async Task Operations_see_attempts_failures_states_and_the_age_of_what_waits()
    {
        ConcurrentDictionary<string, double> sums = new(StringComparer.Ordinal);
        using var listener = Listen(sums);
        Receiver.Answer = RetryTests.Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Client.AfterAttemptsAsync(id, 1);
        App.Clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.IsTrueAsync(() => Observe(listener, sums, "leadscoring.webhooks.lag") is 4 && sums["leadscoring.webhooks.waiting"] is 1, "one message has waited for four seconds");

        Receiver.Answer = RetryTests.Status(200);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await Client.AfterAttemptsAsync(id, 2);
        await Eventually.IsTrueAsync(() => Observe(listener, sums, "leadscoring.webhooks.lag") is 0, "nothing waits");

        Assert.Equal((2, 1), (sums[$"leadscoring.webhooks.attempts endpoint={id}"], sums[$"leadscoring.webhooks.failures endpoint={id}"]));
        Assert.Equal((1, 1), (sums["leadscoring.webhooks.messages state=waiting"], sums["leadscoring.webhooks.messages state=delivered"]));
    }

    private MeterListener Listen(ConcurrentDictionary<string, double> sums)
    {
        var factory = App.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == WebhookMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory)) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => sums[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.IsObservable) sums[instrument.Name] = value;
            else sums.AddOrUpdate($"{instrument.Name} {tags[0].Key}={tags[0].Value}", value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }

    private static double Observe(MeterListener listener, ConcurrentDictionary<string, double> sums, string name)
    {
        listener.RecordObservableInstruments();
        return sums[name];
    }
}
