using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>Copies rows of the log into a table like the log, 1,000 a transaction over one connection, and scores nothing.</summary>
internal sealed class CopyContender(string name, Database database, EventRows rows, string table) : Contender(name, database)
{
    private const int RowsPerBatch = 1_000;

    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(1);

    public override async Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop)
    {
        List<Piece> pieces = [];
        var random = new Random();
        await using var connection = await Database.OpenAsync();
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await rows.CopyAsync(connection, table, RowsPerBatch, random, JustNow);
            pieces.Add(new Piece(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(start), RowsPerBatch));
        }

        return pieces;
    }
}
