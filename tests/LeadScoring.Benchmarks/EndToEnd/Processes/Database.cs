using Npgsql;

namespace LeadScoring.Benchmarks.EndToEnd.Processes;

/// <summary>One database of the server, seen from beside the service.</summary>
internal sealed record Database(string Name, string ConnectionString)
{
    /// <summary>How many leads' scores have been written since a moment. A lead whose score was written twice counts once.</summary>
    public async Task<long> ScoresWrittenSinceAsync(DateTimeOffset moment)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM lead_scores WHERE as_of >= $1", connection) { Parameters = { new() { Value = moment } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Bytes that the whole server has ever written to its log.</summary>
    public async Task<long> LogPositionAsync() => (long)await AskAsync<decimal>("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
