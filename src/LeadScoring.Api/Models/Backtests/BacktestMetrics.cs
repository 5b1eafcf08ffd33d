using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What operations watch of backtests.</summary>
internal sealed class BacktestMetrics
{
    private readonly Counter<long> _leads;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _ended;

    public BacktestMetrics(IMeterFactory factory)
    {
        var meter = factory.CreateServiceMeter();
        _leads = meter.CreateCounter<long>("leadscoring.backtests.leads", "{lead}", "Leads that backtests have looked at.");
        _skipped = meter.CreateCounter<long>("leadscoring.backtests.skipped", "{lead}", "Leads and accounts that could not be read, and count in no result.");
        _ended = meter.CreateCounter<long>("leadscoring.backtests.ended", "{run}", "Runs that this replica ended, by state: done, failed, lost (cancelled or taken over), released (to be run again).");
    }

    public void LookedAt(int leads) => _leads.Add(leads);

    public void Skipped() => _skipped.Add(1);

    public void Ended(string state) => _ended.Add(1, new KeyValuePair<string, object?>("state", state));
}
