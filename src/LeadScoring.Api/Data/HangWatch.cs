using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>
/// Keeps threads ready while the database hangs. Npgsql asks a server synchronously to cancel what takes too long (npgsql#5070),
/// so each connection in use keeps a thread waiting, and the thread pool adds only one or two a second: health checks and
/// everything else would stand still. To have so many threads always would cost a fifth more processor time per request. It also ends
/// transactions whose statements may take long, such as those that read logs: their own times would end them a minute later.
/// </summary>
internal sealed class HangWatch(NpgsqlDataSource dataSource) : BackgroundService
{
    /// <summary>Twice this is less than a statement may take: a hang is seen before the first one is given up.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>A server that does not answer the simplest question for so long answers no other one either.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(4);

    private volatile CancellationTokenSource _hang = new();

    /// <summary>Of its own: to wait for a free one says nothing about the server.</summary>
    private NpgsqlConnection? _connection;

    /// <summary>Cancelled when the database hangs; when it answers again there is another one.</summary>
    public CancellationToken Hanging => _hang.Token;

    public override void Dispose()
    {
        _hang.Dispose();
        _connection?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ThreadPool.GetMinThreads(out var usual, out var ports);
        var reserve = usual + new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).MaxPoolSize;
        while (!stoppingToken.IsCancellationRequested)
        {
            var answer = AskAsync();
            await Task.WhenAny(answer, Task.Delay(Beat, stoppingToken));
            ThreadPool.SetMinThreads(answer.IsCompleted ? usual : reserve, ports);
            await Task.WhenAny(answer, Task.Delay(Hang - Beat, stoppingToken));
            if (!answer.IsCompleted && !stoppingToken.IsCancellationRequested)
            {
                await Interlocked.Exchange(ref _hang, new CancellationTokenSource()).CancelAsync();
            }

            await answer.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Beat, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Fails at once where the database is away: nobody waits then.</summary>
    private async Task AskAsync()
    {
        try
        {
            _connection ??= await dataSource.OpenConnectionAsync();
            await using var question = new NpgsqlCommand("SELECT 1", _connection);
            await question.ExecuteScalarAsync();
        }
        catch (NpgsqlException) when (_connection is { } broken)
        {
            _connection = null;
            await broken.DisposeAsync();
            throw;
        }
    }
}
