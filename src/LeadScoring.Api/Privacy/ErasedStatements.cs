using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy;

/// <summary>The statements of what is kept of erased people. Raw SQL: they take sets of hashes, and are parts of others' round trips.</summary>
internal static class ErasedStatements
{
    /// <summary>Finds those of the identities that were erased, with a snapshot those that are still seen in it. <see cref="ReadErasedAsync"/> reads the answer.</summary>
    public static NpgsqlBatchCommand SelectErased(IReadOnlyList<LeadKey> identities, IdentityHashes hashes, string? snapshot = null)
    {
        if (!hashes.HasKey)
        {
            // Whose hashes there are cannot be told; as long as there are none, nobody was erased.
            var any = new NpgsqlBatchCommand("SELECT NULL::bigint, true, 0 WHERE EXISTS (SELECT FROM erased_identities WHERE bucket = ANY ($1))");
            any.Add(NpgsqlDbType.Smallint, identities.Select(identity => identity.Bucket).Distinct());
            return any;
        }

        var select = new NpgsqlBatchCommand(
            $"""
            SELECT wanted.number, e.is_suppressed, e.last_transition
            FROM unnest($1, $2) WITH ORDINALITY AS wanted (bucket, hash, number) JOIN erased_identities e USING (bucket, hash)
            {(snapshot is null ? "" : "WHERE NOT pg_visible_in_snapshot(e.transaction::text::xid8, $3::pg_snapshot)")}
            """);
        AddHashes(select, identities, hashes);
        if (snapshot is not null)
        {
            select.Parameters.Add(new() { Value = snapshot });
        }

        return select;
    }

    /// <summary>What <see cref="SelectErased"/> finds.</summary>
    /// <exception cref="StoreFailedException">There are hashes, and no key to tell whose.</exception>
    public static async Task<List<Erased>> ReadErasedAsync(NpgsqlDataReader reader, IReadOnlyList<LeadKey> identities, CancellationToken cancellationToken)
    {
        List<Erased> erased = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
            {
                throw new StoreFailedException(new SecretException($"People were erased, and without Secrets:Key nobody can tell who: {SecretOptions.WayOut}."));
            }

            erased.Add(new Erased(identities[(int)reader.GetInt64(0) - 1], reader.GetBoolean(1), reader.GetInt32(2)));
        }

        return erased;
    }

    /// <summary>Those of the identities that are suppressed.</summary>
    public static async Task<HashSet<LeadKey>> FindSuppressedAsync(this NpgsqlConnection connection, IReadOnlyList<LeadKey> identities, IdentityHashes hashes, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SelectErased(identities, hashes) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return [.. (await ReadErasedAsync(reader, identities, cancellationToken)).Where(each => each.IsSuppressed).Select(each => each.Identity)];
    }

    /// <summary>Keeps the hashes of identities that are erased by this transaction.</summary>
    public static NpgsqlBatchCommand UpsertErased(IReadOnlyList<Erased> erased, IdentityHashes hashes, DateTimeOffset now)
    {
        var upsert = new NpgsqlBatchCommand(
            """
            INSERT INTO erased_identities AS known (bucket, hash, is_suppressed, last_transition, key_id, erased_at, transaction)
            SELECT bucket, hash, is_suppressed, last_transition, $5, $6, pg_current_xact_id()::text::bigint
            FROM unnest($1, $2, $3, $4) AS erased (bucket, hash, is_suppressed, last_transition) ORDER BY bucket, hash
            ON CONFLICT (bucket, hash) DO UPDATE SET
                is_suppressed = excluded.is_suppressed, last_transition = greatest(known.last_transition, excluded.last_transition),
                erased_at = excluded.erased_at, transaction = excluded.transaction
            """);
        AddHashes(upsert, [.. erased.Select(each => each.Identity)], hashes);
        upsert.Add(NpgsqlDbType.Boolean, erased.Select(each => each.IsSuppressed));
        upsert.Add(NpgsqlDbType.Integer, erased.Select(each => each.LastTransition));
        upsert.Parameters.Add(new() { Value = hashes.KeyId });
        upsert.Parameters.Add(new() { Value = now.ToUniversalTime() });
        return upsert;
    }

    /// <summary>How many hashes were made under other keys than this one; null: under any.</summary>
    public static async Task<long> CountOfOtherKeysAsync(this NpgsqlConnection connection, byte[]? keyId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM erased_identities WHERE key_id IS DISTINCT FROM $1", connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)keyId ?? DBNull.Value } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void AddHashes(NpgsqlBatchCommand command, IReadOnlyList<LeadKey> identities, IdentityHashes hashes)
    {
        command.Add(NpgsqlDbType.Smallint, identities.Select(identity => identity.Bucket));
        command.Add(NpgsqlDbType.Bytea, identities.Select(hashes.Of));
    }
}

/// <summary>An identity that was erased.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="IsSuppressed">Whether nothing is stored of it any more.</param>
/// <param name="LastTransition">Where the numbers of its transitions go on if it comes back.</param>
internal sealed record Erased(LeadKey Identity, bool IsSuppressed, int LastTransition);
