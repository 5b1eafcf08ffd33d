using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Retention;

/// <summary>The statements that share the buckets out among replicas. Raw SQL: whoever works on one has it by a lock, which ends with them.</summary>
internal static class BucketStatements
{
    /// <summary>Of the advisory locks of this kind: "Ret".</summary>
    private const int LockClass = 0x526574;

    /// <summary>The buckets whose logs are still to be cut, in the order of chance, so that replicas seldom meet; and how far the one is that is furthest behind.</summary>
    public static async Task<(List<short> Buckets, DateTimeOffset? DoneUntil)> ReadBehindAsync(this NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT b.bucket::smallint, p.done_until FROM generate_series(0, {Bucket.Count - 1}) AS b (bucket) LEFT JOIN retention_progress p ON p.bucket = b.bucket
            WHERE p.done_until IS NULL OR p.done_until < $1 ORDER BY random()
            """, connection)
        {
            Parameters = { new() { Value = before } },
        };
        List<short> buckets = [];
        DateTimeOffset? doneUntil = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            buckets.Add(reader.GetInt16(0));
            doneUntil = reader.GetFieldValue<DateTimeOffset?>(1) is { } until && !(until > doneUntil) ? until : doneUntil;
        }

        return (buckets, doneUntil);
    }

    /// <summary>Makes a bucket this transaction's own, however long that lasts, unless it is somebody else's or done.</summary>
    public static async Task<bool> TryTakeBucketAsync(this NpgsqlConnection connection, short bucket, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_try_advisory_xact_lock($1, $2)") { Parameters = { new() { Value = LockClass }, new() { Value = (int)bucket } } },
                new("SELECT FROM retention_progress WHERE bucket = $1 AND done_until >= $2") { Parameters = { new() { Value = bucket }, new() { Value = before } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isMine = reader.GetBoolean(1);
        await reader.NextResultAsync(cancellationToken);
        return isMine && !await reader.ReadAsync(cancellationToken);
    }

    /// <summary>Notes that a bucket is done.</summary>
    public static async Task NoteDoneAsync(this NpgsqlConnection connection, short bucket, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO retention_progress AS p (bucket, done_until) VALUES ($1, $2) ON CONFLICT (bucket) DO UPDATE SET done_until = greatest(p.done_until, excluded.done_until)", connection)
        {
            Parameters = { new() { Value = bucket }, new() { Value = before } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
