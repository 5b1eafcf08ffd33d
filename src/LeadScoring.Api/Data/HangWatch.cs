using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>
/// Keeps threads ready while the database hangs. Npgsql asks a server synchronously to cancel what takes too long (npgsql#5070),
/// so each connection in use keeps a thread waiting, and the thread pool adds only one or two a second: health checks and
/// everything else would stand still. To have so many threads always would cost a fifth more processor time per request.
/// </summary>
internal sealed class HangWatch(NpgsqlDataSource dataSource) : BackgroundService
{
    /// <summary>Twice this is less than a statement may take: a hang is seen before the first one is given up.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ThreadPool.GetMinThreads(out var usual, out var ports);
        var reserve = usual + new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).MaxPoolSize;
        while (!stoppingToken.IsCancellationRequested)
        {
            var answer = AskAsync();
            await Task.WhenAny(answer, Task.Delay(Beat, stoppingToken));
            ThreadPool.SetMinThreads(answer.IsCompleted ? usual : reserve, ports);
            await answer.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Beat, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Fails at once where the database is away: nobody waits then.</summary>
    private async Task AskAsync()
    {
        await using var question = dataSource.CreateCommand("SELECT 1");
        await question.ExecuteScalarAsync();
    }
}
