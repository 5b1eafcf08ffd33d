using Npgsql;

namespace LeadScoring.Api.Quarantine;

/// <summary>Counts what is kept, for operations.</summary>
internal sealed class QuarantineWatch(NpgsqlDataSource dataSource, QuarantineMetrics metrics) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
                metrics.Wait(await connection.CountItemsAsync(stoppingToken));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Readiness says so, and those who need the database log it.
            }

            await Task.Delay(BetweenLooks, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
