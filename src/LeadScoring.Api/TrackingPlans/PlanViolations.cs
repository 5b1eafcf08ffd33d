using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Signals;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>A way of not following the plan.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Property">The property; empty for the event itself.</param>
/// <param name="Problem">What is wrong, in one word.</param>
internal readonly record struct ViolationKey(string Event, string Property, string Problem)
{
    /// <summary>Stands for all beyond the bound. No event has an empty name.</summary>
    public static readonly ViolationKey Others = new("", "", "others");
}

/// <summary>How often events did not follow the plan in one way.</summary>
/// <param name="Sightings">How often, and when.</param>
/// <param name="MessageId">The message id of the last of them.</param>
/// <param name="Identity">The identity that it was sent under; null: nobody's.</param>
/// <param name="Example">What the property was in that one, in short.</param>
internal readonly record struct ViolationCount(Sightings Sightings, string MessageId, string? Identity, string? Example)
{
    /// <summary>The same without anything of whoever sent the last event.</summary>
    public ViolationCount Nameless => new(Sightings, "", null, null);


    public ViolationCount With(ViolationCount later) => later with { Sightings = Sightings.With(later.Sightings) };
}

/// <summary>Counts how events do not follow the plan: in memory, written every few seconds.</summary>
internal sealed class PlanViolations : IDisposable
{
    private readonly Transactions _transactions;
    private readonly AuditTrail _audit;
    private readonly Gathering<ViolationKey, ViolationCount> _counts;

    public PlanViolations(Transactions transactions, IdentityHashes hashes, AuditTrail audit, IOptions<SignalsOptions> options)
    {
        var most = options.Value.MostViolations;
        (_transactions, _audit) = (transactions, audit);
        _counts = new(most, ViolationKey.Others, (before, now) => before.With(now), (counts, ct) => transactions.WriteAsync((connection, token) => connection.CountViolationsAsync(counts, most, hashes, token), ct));
    }

    public void Note(Breach breach)
    {
        foreach (var fault in breach.Faults.DistinctBy(fault => (fault.Property, fault.Problem)))
        {
            var example = fault.Found is null ? null : QuarantinedEvent.Storable(fault.Found);
            _counts.Add(new ViolationKey(breach.Event.Name, fault.Property, fault.Problem), new ViolationCount(Sightings.Of(1, breach.Event.ReceivedAt), breach.Event.MessageId, breach.Event.Identity, example));
        }
    }

    /// <summary>Writes the counts that gathered.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _counts.FlushAsync(cancellationToken);

    /// <inheritdoc cref="Gathering{TKey, TValue}.TryFlushAsync"/>
    public Task TryFlushAsync(CancellationToken cancellationToken) => _counts.TryFlushAsync(cancellationToken);

    /// <summary>Begins to count afresh, for one event or for all.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<int> ResetAsync(string? eventName, CancellationToken cancellationToken)
    {
        var deleted = await _transactions.WriteAsync((connection, ct) => ResetAsync(connection, eventName, ct), cancellationToken);
        _counts.Forget(key => eventName is null || key.Event == eventName);
        return deleted;
    }

    private async Task<int> ResetAsync(NpgsqlConnection connection, string? eventName, CancellationToken cancellationToken)
    {
        var deleted = await connection.DeleteViolationsAsync(eventName, cancellationToken);
        if (deleted > 0)
        {
            await _audit.AddAsync(connection, AuditAction.ViolationsForgotten, "tracking-plan", new { @event = eventName, deleted }, cancellationToken);
        }

        return deleted;
    }

    public void Dispose() => _counts.Dispose();
}
