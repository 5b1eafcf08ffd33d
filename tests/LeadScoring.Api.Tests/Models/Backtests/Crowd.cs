using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>A dozen leads without a company, all alike: PQLs with 117 points under the default model, and not under the draft, which wants 130.</summary>
internal static class Crowd
{
    public const int Size = 12;

    public static readonly object Week = new { from = Given.Day(0), to = Given.Day(7) };

    public static string[] Names { get; } = [.. Enumerable.Range(1, Size).Select(i => $"lead-{i}")];

    public static async Task GatherAsync(LeadScoringApp app, HttpClient client)
    {
        app.Clock.Set(Given.Day(-1));
        foreach (var name in Names) await client.PutLeadAsync(name, new { title = "VP Marketing", country = "US" });
        app.Clock.Set(Given.Day(7));
        foreach (var name in Names) await client.SendAsync(Given.EagerHistory(name));
        await app.DraftAsync(BacktestCalls.ProductLed(document => document["pql"]!["total"] = 130));
    }
}

/// <summary>A table that nobody can read until this is disposed.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private TableLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<TableLock> TakeAsync(TestDatabase database, string table)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return new TableLock(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var command = new NpgsqlCommand("ROLLBACK", _connection)) await command.ExecuteNonQueryAsync();
        await _connection.DisposeAsync();
    }
}
