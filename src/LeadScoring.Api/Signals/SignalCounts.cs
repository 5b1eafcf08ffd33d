using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Signals;

/// <summary>What all leads together have of each signal.</summary>
/// <param name="AsOf">When it was begun to be counted. What came in while it was may be in it.</param>
/// <param name="Tally">The counts.</param>
/// <param name="Attributes">What is known of anybody.</param>
internal sealed record CountedSignals(DateTimeOffset AsOf, SignalTally Tally, KnownAttributes Attributes);

/// <summary>
/// Counts signals over the digests of all leads, so that intake has nothing more to write. That reads every lead, so it is done
/// seldom, once for all who ask, and goes on whether they wait or not.
/// </summary>
internal sealed partial class SignalCounts(NpgsqlDataSource dataSource, ModelCatalog catalog, TimeProvider clock, IHostApplicationLifetime lifetime, IOptions<SignalsOptions> options, ILogger<SignalCounts> logger) : IDisposable
{
    private const int Chunk = 2_000;
    private const int MostTries = 3;
    private readonly SemaphoreSlim _counting = new(1, 1);
    private long _begun;
    private long _done;
    private volatile CountedSignals? _last;

    /// <summary>The counts that are there, while older ones are counted afresh for whoever asks next; those of a count that began after this call, where none are there or they have to be fresh.</summary>
    public async Task<CountedSignals> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is not null && !fresh)
        {
            if (clock.GetUtcNow() - last.AsOf >= options.Value.RefreshInterval && _counting.CurrentCount > 0)
            {
                _ = CountInBackgroundAsync();
            }

            return last;
        }

        return await CountAfterAsync(Interlocked.Read(ref fresh ? ref _begun : ref _done)).WaitAsync(cancellationToken);
    }

    public void Dispose() => _counting.Dispose();

    private async Task CountInBackgroundAsync()
    {
        try
        {
            await CountAfterAsync(Interlocked.Read(ref _done));
        }
        catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            LogFailed(e);
        }
        catch (Exception)
        {
            // It is stopping, and nobody waits for the counts.
        }
    }

    /// <summary>The counts of the first run behind a number of them; makes it, where nobody has.</summary>
    private async Task<CountedSignals> CountAfterAsync(long runs)
    {
        await _counting.WaitAsync(lifetime.ApplicationStopping);
        try
        {
            if (_done <= runs || _last is null)
            {
                _begun++;
                _last = await CountAsync();
                _done = _begun;
            }

            return _last;
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<CountedSignals> CountAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CountAsync(catalog.Snapshot, lifetime.ApplicationStopping);
            }
            catch (StaleModelsException) when (attempt < MostTries)
            {
                await catalog.RefreshAsync(lifetime.ApplicationStopping);
            }
        }
    }

    /// <summary>Chunk by chunk, each by itself: one long transaction would keep the database from clearing up behind intake.</summary>
    private async Task<CountedSignals> CountAsync(ModelSnapshot models, CancellationToken cancellationToken)
    {
        var counted = new CountedSignals(clock.GetUtcNow(), new SignalTally(models.Layout), await KnownAttributes.ReadAsync(dataSource, Chunk, cancellationToken));
        var last = LeadWalk.BeforeAll;
        List<LeadRow> rows;
        do
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            rows = await connection.ReadDigestsAsync(last, Chunk, cancellationToken);
            await AddAsync(counted, rows, new LeadLoader(models, connection), cancellationToken);
            last = rows.Count > 0 ? rows[^1].Key : last;
        }
        while (rows.Count == Chunk);

        return counted;
    }

    private static async Task AddAsync(CountedSignals counted, List<LeadRow> rows, LeadLoader loader, CancellationToken cancellationToken)
    {
        List<LeadRow> outdated = [];
        foreach (var row in rows)
        {
            if (loader.Decode(row) is { } digest)
            {
                counted.Tally.Add(digest);
            }
            else
            {
                outdated.Add(row);
            }
        }

        foreach (var digest in outdated.Count == 0 ? [] : (await loader.FoldLogsAsync(outdated, cancellationToken)).Values.ToArray())
        {
            counted.Tally.Add(digest);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signals cannot be counted over all leads; whoever asks next lets it be tried again")]
    private partial void LogFailed(Exception exception);
}
