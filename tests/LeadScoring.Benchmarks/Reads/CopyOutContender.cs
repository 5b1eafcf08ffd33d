using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using Npgsql;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>Reads what a score is made of, of all leads, and throws it away: what comes out of PostgreSQL at the most.</summary>
internal sealed class CopyOutContender(string name, Database database) : Contender(name, database)
{
    private const string Statement = "COPY (SELECT bucket, lead_id, attributes, digest FROM leads) TO STDOUT (FORMAT BINARY)";

    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>The stream has no rows to be counted cheaply: they are told from its length.</summary>
    private double _rowsPerByte;

    public override async Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop)
    {
        await using var connection = await Database.OpenAsync();
        if (_rowsPerByte == 0)
        {
            var rows = await Database.AskAsync<long>("SELECT count(*) FROM leads");
            _rowsPerByte = rows / (double)(await ReadAsync(connection, _ => true));
        }

        List<Piece> pieces = [];
        var (start, read) = (Stopwatch.GetTimestamp(), 0L);
        while (!stop.IsCancellationRequested)
        {
            await ReadAsync(connection, bytes =>
            {
                read += bytes;
                if (read * _rowsPerByte >= 1_000)
                {
                    var now = Stopwatch.GetTimestamp();
                    pieces.Add(new Piece(now, Stopwatch.GetElapsedTime(start, now), (int)(read * _rowsPerByte)));
                    (start, read) = (now, 0);
                }

                return !stop.IsCancellationRequested;
            });
        }

        return pieces;
    }

    /// <returns>Bytes.</returns>
    private async Task<long> ReadAsync(NpgsqlConnection connection, Func<int, bool> goesOn)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(Statement);
        var bytes = 0L;
        while (await stream.ReadAsync(_buffer.AsMemory(), CancellationToken.None) is > 0 and var count)
        {
            bytes += count;
            if (goesOn(count)) continue;
            await stream.CancelAsync();
            break;
        }

        return bytes;
    }
}
