using System.Text.Json;
using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Quarantine;

/// <summary>
/// The statements that write several rows. Raw SQL, because RETURNING tells new items from repeats, and because rows are locked in
/// the order of their ids, or passed over where they are locked, so that requests, replays and the bound never wait in a circle.
/// </summary>
internal static class QuarantineStatements
{
    private const int MostCounted = 100_000;

    /// <summary>Keeps items. One that is there already is counted, and keeps what was stored with it but for the reason.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="items">Each id once, with how often it came.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>The codes and sizes of those that were new.</returns>
    public static async Task<List<(string Code, int Size)>> KeepAsync(this NpgsqlConnection connection, IReadOnlyCollection<(QuarantinedEvent Row, int Times)> items, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO quarantined_events AS kept
                (id, dialect, source, item, shared, size, first_received_at, last_received_at, times_received, code, message, message_id, identities)
            SELECT n.id, n.dialect, n.source, n.item, n.shared, n.size, n.received_at, n.received_at, n.times_received, n.code, n.message, n.message_id,
                   ARRAY(SELECT jsonb_array_elements_text(n.identities))
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                AS n (id, dialect, source, item, shared, size, received_at, times_received, code, message, message_id, identities)
            ORDER BY n.id
            ON CONFLICT (id) DO UPDATE SET
                last_received_at = greatest(kept.last_received_at, excluded.last_received_at),
                times_received = kept.times_received + excluded.times_received,
                code = excluded.code,
                message = excluded.message
            -- A row that was updated was locked for it.
            RETURNING code, size, xmax = 0
            """, connection);
        command.Add(NpgsqlDbType.Uuid, items.Select(item => item.Row.Id));
        command.Add(NpgsqlDbType.Text, items.Select(item => item.Row.Dialect));
        command.Add(NpgsqlDbType.Text, items.Select(item => item.Row.Source));
        command.Add(NpgsqlDbType.Bytea, items.Select(item => item.Row.Item));
        command.Add(NpgsqlDbType.Bytea, items.Select(item => item.Row.Shared));
        command.Add(NpgsqlDbType.Integer, items.Select(item => item.Row.Size));
        command.Add(NpgsqlDbType.TimestampTz, items.Select(item => item.Row.FirstReceivedAt));
        command.Add(NpgsqlDbType.Bigint, items.Select(item => (long)item.Times));
        command.Add(NpgsqlDbType.Text, items.Select(item => item.Row.Code));
        command.Add(NpgsqlDbType.Text, items.Select(item => item.Row.Message));
        command.Add(NpgsqlDbType.Text, items.Select(item => item.Row.MessageId));
        command.Add(NpgsqlDbType.Jsonb, items.Select(item => JsonSerializer.Serialize(item.Row.Identities)));
        List<(string, int)> added = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetBoolean(2))
            {
                added.Add((reader.GetString(0), reader.GetInt32(1)));
            }
        }

        return added;
    }

    /// <summary>How many items there are, up to a bound: to count more takes its time, and says no more to anybody.</summary>
    public static async Task<long> CountItemsAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM (SELECT FROM quarantined_events LIMIT {MostCounted}) AS kept", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Removes the oldest items beyond the bound. The sums are read from an index.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> DropBeyondAsync(this NpgsqlConnection connection, long mostItems, long mostBytes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH listed AS (
                SELECT id, row_number() OVER newest AS items, sum(size) OVER newest AS bytes
                FROM quarantined_events WINDOW newest AS (ORDER BY first_received_at DESC, id DESC ROWS UNBOUNDED PRECEDING))
            DELETE FROM quarantined_events WHERE id IN (
                SELECT q.id FROM listed JOIN quarantined_events q USING (id) WHERE listed.items > $1 OR listed.bytes > $2 FOR UPDATE OF q SKIP LOCKED)
            """, connection)
        {
            Parameters = { new() { Value = mostItems }, new() { Value = mostBytes } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes these items.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> RemoveAsync(this NpgsqlConnection connection, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM quarantined_events WHERE id IN (SELECT id FROM quarantined_events WHERE id = ANY ($1) ORDER BY id FOR UPDATE)", connection);
        command.Add(NpgsqlDbType.Uuid, ids);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes the items of a code, or all.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> RemoveAsync(this NpgsqlConnection connection, string? code, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM quarantined_events WHERE id IN (SELECT id FROM quarantined_events WHERE $1 IS NULL OR code = $1 ORDER BY id FOR UPDATE)", connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)code ?? DBNull.Value } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes why items still cannot be taken.</summary>
    public static async Task NoteFaultsAsync(this NpgsqlConnection connection, IReadOnlyCollection<(Guid Id, string Code, string Message)> faults, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH noted AS (
                SELECT q.id, n.code, n.message FROM unnest($1, $2, $3) AS n (id, code, message) JOIN quarantined_events q USING (id) ORDER BY q.id FOR UPDATE OF q)
            UPDATE quarantined_events q SET code = noted.code, message = noted.message FROM noted WHERE q.id = noted.id
            """, connection);
        command.Add(NpgsqlDbType.Uuid, faults.Select(fault => fault.Id));
        command.Add(NpgsqlDbType.Text, faults.Select(fault => fault.Code));
        command.Add(NpgsqlDbType.Text, faults.Select(fault => fault.Message));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
