using LeadScoring.Benchmarks.EndToEnd.Processes;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>Writes rows of the log as fast as PostgreSQL takes them: the limit that intake is held against.</summary>
internal sealed class EventRows(KnownLeads leads, EventMix mix)
{
    /// <summary>Appends rows in one COPY.</summary>
    /// <param name="connection">An open connection; the rows are committed when this comes back.</param>
    /// <param name="table">A table with the columns of the log.</param>
    /// <param name="rows">How many.</param>
    /// <param name="random">Chooses what they say.</param>
    /// <param name="backTo">They happened between then and now.</param>
    public async Task CopyAsync(NpgsqlConnection connection, string table, int rows, Random random, TimeSpan backTo)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {table} (bucket, identity, source, message_id, kind, name, occurred_at, received_at, properties) FROM STDIN (FORMAT BINARY)");
        var now = DateTime.UtcNow;
        for (var i = 0; i < rows; i++)
        {
            Write(import, random, now - backTo * random.NextDouble());
        }

        await import.CompleteAsync();
    }

    /// <summary>Makes a table without rows that has the columns and the key of the log.</summary>
    public static async Task CreateTableAsync(Database database, string table)
    {
        var schema = table[..table.IndexOf('.', StringComparison.Ordinal)];
        await database.ExecuteAsync($"CREATE SCHEMA {schema}; CREATE TABLE {table} (LIKE public.events INCLUDING ALL)");
    }

    private void Write(NpgsqlBinaryImporter import, Random random, DateTime time)
    {
        var (bucket, identity) = leads.Keys[random.Next(leads.Keys.Count)];
        var template = mix.Next(random);
        Span<byte> bits = stackalloc byte[16];
        random.NextBytes(bits);
        import.StartRow();
        import.Write(bucket, NpgsqlDbType.Smallint);
        import.Write(identity, NpgsqlDbType.Text);
        import.Write("default", NpgsqlDbType.Text);
        import.Write(new Guid(bits).ToString(), NpgsqlDbType.Text);
        import.Write("track", NpgsqlDbType.Text);
        import.Write(template.Name, NpgsqlDbType.Text);
        import.Write(time, NpgsqlDbType.TimestampTz);
        import.Write(time, NpgsqlDbType.TimestampTz);
        import.Write(template.Properties, NpgsqlDbType.Jsonb);
    }
}
