using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>Fills the log with what the leads may have done in a quarter, past the service: only the table's size matters here.</summary>
internal sealed class LargeLog(Database database, EventRows rows)
{
    private const int RowsPerBatch = 50_000;
    private const int Connections = 2;

    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);

    public async Task FillAsync(int events)
    {
        var left = events;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var random = new Random();
            await using var connection = await database.OpenAsync();
            while (Interlocked.Add(ref left, -RowsPerBatch) is var rest && rest > -RowsPerBatch)
            {
                await rows.CopyAsync(connection, "public.events", RowsPerBatch + Math.Min(0, rest), random, Quarter);
            }
        })));
        await database.ExecuteAsync("VACUUM ANALYZE events");
    }
}
