using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Scoring;

/// <summary>What operations watch of the worker.</summary>
internal sealed class RescoreMetrics
{
    private readonly Counter<long> _leads;
    private readonly Counter<long> _accounts;
    private readonly Counter<long> _failures;
    private long _dueSince;
    private long _dueLeads;
    private long _dueAccounts;
    private long _leadsAside;
    private long _accountsAside;

    public RescoreMetrics(IMeterFactory factory, TimeProvider clock)
    {
        var meter = factory.CreateServiceMeter();
        _leads = meter.CreateCounter<long>("leadscoring.rescoring.leads", "{lead}", "Leads that the worker has looked at because they were due.");
        _accounts = meter.CreateCounter<long>("leadscoring.rescoring.accounts", "{account}", "Accounts that the worker has scored because they were due.");
        _failures = meter.CreateCounter<long>("leadscoring.rescoring.failures", "{failure}", "Rounds, chunks or accounts that failed; the next round takes them up again.");
        meter.CreateObservableGauge("leadscoring.rescoring.lag", () => Interlocked.Read(ref _dueSince) is not 0 and var since ? new TimeSpan(clock.GetUtcNow().UtcTicks - since).TotalSeconds : 0, "s", "How long the longest waiting score has been due; what is set aside does not wait.");
        meter.CreateObservableGauge("leadscoring.rescoring.due", MeasureDue, "{score}", "Scores that wait for the worker because of time, the model in force, or what is new of their account or its people, by subject (lead or account), each up to 10,000.");
        meter.CreateObservableGauge("leadscoring.rescoring.set_aside", MeasureAside, "{row}", "Leads or accounts, by subject, that this replica failed to score five times in a row, so that it tries them once an hour: rows or logs that are damaged.");
        Array.ForEach([_leads, _accounts, _failures], counter => counter.Add(0));
    }

    public void ScoredLeads(int count) => _leads.Add(count);

    public void ScoredAccount() => _accounts.Add(1);

    public void Failed() => _failures.Add(1);

    /// <summary>Since when the longest waiting score has been due; null: none is. The lag grows by itself until this is told again.</summary>
    public void IsDueSince(DateTimeOffset? since) => Interlocked.Exchange(ref _dueSince, since?.UtcTicks ?? 0);

    /// <summary>So many scores are due.</summary>
    public void AreDue(long leads, long accounts)
    {
        Interlocked.Exchange(ref _dueLeads, leads);
        Interlocked.Exchange(ref _dueAccounts, accounts);
    }

    /// <summary>So many cannot be scored.</summary>
    public void AreAside(long leads, long accounts)
    {
        Interlocked.Exchange(ref _leadsAside, leads);
        Interlocked.Exchange(ref _accountsAside, accounts);
    }

    private Measurement<long>[] MeasureDue() => BySubject(ref _dueLeads, ref _dueAccounts);

    private Measurement<long>[] MeasureAside() => BySubject(ref _leadsAside, ref _accountsAside);

    private static Measurement<long>[] BySubject(ref long leads, ref long accounts) =>
    [
        new(Interlocked.Read(ref leads), new KeyValuePair<string, object?>("subject", TransitionMetrics.Lead)),
        new(Interlocked.Read(ref accounts), new KeyValuePair<string, object?>("subject", TransitionMetrics.Account)),
    ];
}
