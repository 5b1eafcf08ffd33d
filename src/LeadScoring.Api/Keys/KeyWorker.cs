using System.Diagnostics;
using LeadScoring.Api.Data;

namespace LeadScoring.Api.Keys;

/// <summary>Looks for keys that were made, rotated or revoked elsewhere, and writes when keys were used.</summary>
internal sealed partial class KeyWorker(KeyRing ring, KeyUses uses, ILogger<KeyWorker> logger) : BackgroundService
{
    /// <summary>How long a key that another replica revoked is still taken here. At most 5 seconds are promised.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMinutes(1);

    private readonly RepeatedWork _work = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(uses.FlushAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var sinceFlush = Stopwatch.StartNew(); !stoppingToken.IsCancellationRequested;)
        {
            await Task.Delay(LookInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(ring.RefreshAsync, stoppingToken);
            if (sinceFlush.Elapsed >= FlushInterval)
            {
                await TryAsync(uses.FlushAsync, stoppingToken);
                sinceFlush.Restart();
            }
        }
    }

    private Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => _work.TryAsync(work, LogFailed, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys cannot be read from the database; those that are known go on being taken, and what was revoked since is not known here. It is tried again every few seconds")]
    private partial void LogFailed(Exception exception);
}
