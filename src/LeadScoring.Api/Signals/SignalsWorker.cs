using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.TrackingPlans;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Signals;

/// <summary>
/// Writes what gathers in memory about events, and looks for a new tracking plan. It has to be registered before whatever
/// stores events, since hosted services are stopped in the opposite order: what comes in last is written, too.
/// </summary>
internal sealed partial class SignalsWorker(EventNames names, PlanViolations violations, PlanCatalog plans, IOptions<SignalsOptions> options, ILogger<SignalsWorker> logger) : BackgroundService
{
    /// <summary>How long another replica's new plan goes unseen here.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly RepeatedWork _work = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.FlushInterval;
        for (var sinceFlush = Stopwatch.StartNew(); !stoppingToken.IsCancellationRequested;)
        {
            await Task.Delay(interval < LookInterval ? interval : LookInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(plans.RefreshAsync, stoppingToken);
            if (sinceFlush.Elapsed >= interval)
            {
                await FlushAsync(stoppingToken);
                sinceFlush.Restart();
            }
        }
    }

    /// <summary>What the database does not take is kept for the next time.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await TryAsync(names.FlushAsync, cancellationToken);
        await TryAsync(violations.FlushAsync, cancellationToken);
    }

    private Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => _work.TryAsync(work, LogFailed, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Names of events and violations of the tracking plan cannot be written, or the plan cannot be read; it is tried again every few seconds")]
    private partial void LogFailed(Exception exception);
}
