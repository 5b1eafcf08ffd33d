using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The tables of a release that does not exist yet.</summary>
internal static class NextRelease
{
    /// <summary>What migrations may do: columns of every kind that is allowed in every table, an index, a table. One statement is one transaction, as theirs.</summary>
    public static async Task MigrateAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        foreach (var table in await TablesAsync(connection))
        {
            await ExecuteAsync(connection, $"ALTER TABLE {table} ADD COLUMN of_the_next_release text, ADD COLUMN counted_by_it integer NOT NULL DEFAULT 7");
            await ExecuteAsync(connection, $"CREATE INDEX CONCURRENTLY ON {table} (counted_by_it)");
        }

        await ExecuteAsync(connection, "CREATE TABLE of_the_next_release (id bigint PRIMARY KEY)");
        await ExecuteAsync(connection, """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('99990101000000_OfTheNextRelease', '99.0.0')""");
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_EF%'""", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> tables = [];
        while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        return tables;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
