using LeadScoring.Api.Webhooks.Sending;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>Looks for crossings and has messages made of them. Every replica looks; one at a time makes messages.</summary>
internal sealed partial class FanOutWorker(
    NpgsqlDataSource dataSource, AccountCatchUp catchUp, MessageMaker maker, WebhookCleaner cleaner, WebhookMetrics metrics, DispatchSignal dispatch, IOptions<WebhookOptions> options, ILogger<FanOutWorker> logger) : BackgroundService
{
    /// <summary>How much rarer it looks while there is nobody to tell.</summary>
    private const int RarerWhenIdle = 10;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var rest = AfterFailure;
            try
            {
                rest = await RunRoundAsync(stoppingToken) ? options.Value.Interval : RarerWhenIdle * options.Value.Interval;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: nothing is skipped, the place is where it was.
                LogFailed(e);
            }

            await Task.Delay(rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is anybody to tell.</returns>
    private async Task<bool> RunRoundAsync(CancellationToken cancellationToken)
    {
        FanOutStatements.Look look;
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            look = await connection.LookForCrossingsAsync(cancellationToken);
        }

        metrics.CrossingsWaitSince(look is { HasEndpoints: true } ? look.WaitsSince : null);
        if (look is { HasEndpoints: true, IsItsTurn: true })
        {
            for (var more = true; more;)
            {
                await catchUp.BringUpToDateAsync(cancellationToken);
                more = await maker.MakeSomeAsync(cancellationToken);
                dispatch.Set();
            }
        }

        await cleaner.CleanNowAndThenAsync(look.HasEndpoints, cancellationToken);
        return look.HasEndpoints;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Making webhook messages failed; the next round goes on where it was")]
    private partial void LogFailed(Exception exception);
}
