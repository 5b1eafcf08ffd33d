using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Signals;

/// <summary>
/// Writes what gathers in memory about events. It has to be registered before whatever
/// stores events, since hosted services are stopped in the opposite order: what comes in last is written, too.
/// </summary>
internal sealed partial class SignalsWorker(EventNames names, IOptions<SignalsOptions> options, ILogger<SignalsWorker> logger) : BackgroundService
{
    private bool _isFailing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(names.FlushAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.FlushInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(names.FlushAsync, stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            _isFailing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Once for each outage: the worker that scores says the rest.
            if (!_isFailing)
            {
                LogFailed(e);
            }

            _isFailing = true;
        }
        catch (Exception)
        {
            // It is stopping: what is left is written by the last flush, or lost.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Names of events cannot be counted; it is tried again every few seconds")]
    private partial void LogFailed(Exception exception);
}
