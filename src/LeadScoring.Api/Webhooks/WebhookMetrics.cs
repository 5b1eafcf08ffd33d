using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks;

/// <summary>What operations watch of webhooks.</summary>
internal sealed class WebhookMetrics
{
    private const string EndpointTag = "endpoint";
    private const string StateTag = "state";

    private readonly Counter<long> _messages;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failures;
    private long _crossingsSince;
    private long _messagesSince;
    private long _waiting;
    private IReadOnlyDictionary<string, long> _endpoints = new Dictionary<string, long>(StringComparer.Ordinal);

    public WebhookMetrics(IMeterFactory factory, TimeProvider clock)
    {
        var meter = factory.CreateServiceMeter();
        _messages = meter.CreateCounter<long>("leadscoring.webhooks.messages", "{message}", "Messages that came into a state: waiting, delivered, failed, damped, skipped or superseded.");
        _attempts = meter.CreateCounter<long>("leadscoring.webhooks.attempts", "{attempt}", "Attempts to deliver a message, by endpoint.");
        _failures = meter.CreateCounter<long>("leadscoring.webhooks.failures", "{attempt}", "Attempts that failed, by endpoint.");
        meter.CreateObservableGauge("leadscoring.webhooks.lag", () => Oldest() is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0, "s", "Age of the oldest message that is not delivered, or crossing that is no message yet; those of disabled endpoints do not count.");
        meter.CreateObservableGauge("leadscoring.webhooks.waiting", () => Interlocked.Read(ref _waiting), "{message}", "Messages that are to be delivered; those of disabled endpoints do not count.");
        meter.CreateObservableGauge("leadscoring.webhooks.endpoints", () => Volatile.Read(ref _endpoints).Select(each => new Measurement<long>(each.Value, new KeyValuePair<string, object?>(StateTag, each.Key))), "{endpoint}", "Endpoints by state: active, paused (after failures in a row) or disabled. Looked at every five seconds.");
    }

    /// <summary>Messages were made.</summary>
    public void Made(IReadOnlyCollection<NewMessage> messages)
    {
        var damped = messages.Count(message => message.IsDamped);
        CameInto(DeliveryState.Damped, damped);
        CameInto(DeliveryState.Waiting, messages.Count - damped);
    }

    /// <summary>Messages were overtaken.</summary>
    public void Superseded(int count) => CameInto(DeliveryState.Superseded, count);

    /// <summary>A message was tried.</summary>
    public void Tried(Guid endpointId, bool hasFailed, string state)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>(EndpointTag, endpointId));
        if (hasFailed)
        {
            _failures.Add(1, new KeyValuePair<string, object?>(EndpointTag, endpointId));
        }

        CameInto(state == DeliveryState.Waiting ? "" : state, 1);
    }

    /// <summary>Since when the first crossing waits that no message was made of; null: none does.</summary>
    public void CrossingsWaitSince(DateTimeOffset? since) => Interlocked.Exchange(ref _crossingsSince, since?.UtcTicks ?? 0);

    /// <summary>How many messages are to be delivered, since when the oldest is, and how many endpoints are in which state.</summary>
    public void Stand(WebhookBacklog backlog)
    {
        Interlocked.Exchange(ref _waiting, backlog.Messages);
        Interlocked.Exchange(ref _messagesSince, backlog.Since?.UtcTicks ?? 0);
        Volatile.Write(ref _endpoints, new Dictionary<string, long>(StringComparer.Ordinal) { ["active"] = backlog.Active, ["paused"] = backlog.Paused, ["disabled"] = backlog.Disabled });
    }

    private void CameInto(string state, int count)
    {
        if (count > 0 && state.Length > 0)
        {
            _messages.Add(count, new KeyValuePair<string, object?>(StateTag, state));
        }
    }

    private DateTimeOffset? Oldest()
    {
        var (crossings, messages) = (Interlocked.Read(ref _crossingsSince), Interlocked.Read(ref _messagesSince));
        var oldest = crossings == 0 || (messages != 0 && messages < crossings) ? messages : crossings;
        return oldest == 0 ? null : new DateTimeOffset(oldest, TimeSpan.Zero);
    }
}
