using System.Runtime.CompilerServices;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>Reads what is held on one person, statement by statement: one that lasted as long as a client reads would hold up the clearing of dead rows.</summary>
internal sealed record PersonSource(NpgsqlDataSource DataSource, ModelSnapshot Models, PersonTraces Person, CancellationToken CancellationToken)
{
    /// <summary>Rows that are in memory at once, where there may be many.</summary>
    public const int Part = 200;

    /// <summary>All rows of a statement.</summary>
    public async Task<List<T>> ReadAsync<T>(string statement, Action<NpgsqlBatchCommand> parameters, Func<NpgsqlDataReader, T> read)
    {
        var command = new NpgsqlBatchCommand(statement);
        parameters(command);
        await using var connection = await DataSource.OpenConnectionAsync(CancellationToken);
        await using var batch = new NpgsqlBatch(connection) { Timeout = LeadEraser.LongTimeout, BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(CancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Rows that are few.</summary>
    public async IAsyncEnumerable<object> FewAsync<T>(string statement, Action<NpgsqlBatchCommand> parameters, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : notnull
    {
        foreach (var row in await ReadAsync(statement, parameters, read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>Rows of each identity, of which there may be many: a part at a time, each behind the last row of the one before.</summary>
    /// <param name="readAfter">Reads at most <see cref="Part"/> rows of an identity behind one; null: the first.</param>
    public async IAsyncEnumerable<object> ManyAsync<T>(Func<LeadKey, T?, Task<List<T>>> readAfter)
        where T : class
    {
        foreach (var identity in Person.Identities)
        {
            List<T> part;
            T? last = null;
            do
            {
                part = await readAfter(identity, last);
                foreach (var row in part)
                {
                    yield return last = row;
                }
            }
            while (part.Count == Part);
        }
    }

    /// <summary>For statements whose first two parameters are buckets and ids.</summary>
    public void ByIdentities(NpgsqlBatchCommand command) => command.AddKeys(Person.Identities);
}
