using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// The statements of leads and of the accounts they belong to. They are raw SQL, because each takes or changes a whole set of
/// rows in one round trip, locks them in the order of their keys, and names the buckets it touches.
/// </summary>
internal static class LeadStatements
{
    /// <summary>Makes the leads that are not there yet. Sorted, so that two writers with the same new leads wait in line.</summary>
    public static async Task InsertMissingLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO leads (bucket, lead_id, attributes, digest, last_transition)
            SELECT bucket, lead_id, '{}', '', 0 FROM unnest($1, $2) AS missing (bucket, lead_id) ORDER BY bucket, lead_id
            ON CONFLICT DO NOTHING
            """, connection);
        command.AddKeys(leads);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Locks the leads until the transaction ends, in the order of their keys.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="leads">Which leads.</param>
    /// <param name="skipLocked">True: leads that somebody else has locked are left out. False: they are waited for.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public static Task<List<LeadRow>> LockLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, bool skipLocked, CancellationToken cancellationToken) =>
        ReadLeadsAsync(connection, leads, skipLocked ? "FOR UPDATE OF l SKIP LOCKED" : "FOR UPDATE OF l", cancellationToken);

    /// <summary>The leads as they are, without a lock.</summary>
    public static Task<List<LeadRow>> ReadLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken) =>
        ReadLeadsAsync(connection, leads, "", cancellationToken);

    private static async Task<List<LeadRow>> ReadLeadsAsync(NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, string locking, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT l.bucket, l.lead_id, l.attributes, l.digest, l.last_transition, {LinkStatements.Columns}, l.identities
            FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id)
            ORDER BY l.bucket, l.lead_id {locking}
            """, connection);
        command.AddKeys(leads);
        List<LeadRow> rows = new(leads.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LeadKey(reader.GetInt16(0), reader.GetString(1));
            rows.Add(new LeadRow(
                key,
                reader.GetString(2),
                reader.GetFieldValue<byte[]>(3),
                reader.GetInt32(4),
                LinkStatements.ReadLink(reader, 5, key),
                reader.GetFieldValue<DateTimeOffset?>(8),
                reader.IsDBNull(9) ? [] : reader.GetFieldValue<string[]>(9)));
        }

        return rows;
    }

    /// <summary>Makes the accounts that are not there yet, so that there is a row to lock. Sorted, so that two writers with the same new accounts wait in line.</summary>
    public static async Task InsertMissingAccountsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO accounts (bucket, account_id, attributes, version, settled_version)
            SELECT bucket, account_id, '{}', 0, 0 FROM unnest($1, $2) AS missing (bucket, account_id) ORDER BY bucket, account_id
            ON CONFLICT DO NOTHING
            """, connection);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Accounts as they were at older versions, folded from their logs.</summary>
    public static async Task<Dictionary<(string Id, long Version), AccountRecord>> ReadAccountsAtAsync(this NpgsqlConnection connection, IReadOnlyCollection<(string Id, long Version)> accounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.account_id, wanted.version, e.message_id, e.occurred_at, e.properties
            FROM unnest($1, $2, $3) AS wanted (bucket, account_id, version)
            JOIN account_events e ON e.bucket = wanted.bucket AND e.account_id = wanted.account_id AND e.version <= wanted.version
            """, connection);
        command.AddKeys([.. accounts.Select(account => new LeadKey(Bucket.Of(account.Id), account.Id))]);
        command.Add(NpgsqlDbType.Bigint, accounts.Select(account => account.Version));
        var records = accounts.ToDictionary(account => account, account => new AccountRecord(account.Id, account.Version, new Attributes()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetString(0);
            using var payload = JsonDocument.Parse(reader.GetString(4));
            AttributePayload.Apply(payload.RootElement, records[(id, reader.GetInt64(1))].Attributes, new Attributes.Stamp(reader.GetFieldValue<DateTimeOffset>(3), id, reader.GetString(2)));
        }

        return records;
    }

    /// <summary>
    /// The accounts as they are. A writer of scores locks them against change until it has committed: else a change that is
    /// committed meanwhile could count its leads before this one's score row says which version it has seen.
    /// </summary>
    public static async Task<Dictionary<string, AccountRecord>> ReadAccountsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, bool lockAgainstChange, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT a.account_id, a.version, a.attributes
            FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN accounts a USING (bucket, account_id)
            ORDER BY a.bucket, a.account_id {(lockAgainstChange ? "FOR SHARE OF a" : "")}
            """, connection);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        Dictionary<string, AccountRecord> records = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            records.Add(reader.GetString(0), new AccountRecord(reader.GetString(0), reader.GetInt64(1), AttributesJson.Read(reader.GetString(2))));
        }

        return records;
    }

    /// <summary>Writes what the logs now come to. No column here carries an index, so PostgreSQL updates the rows in place.</summary>
    public static async Task UpdateLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadState> leads, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE leads l SET attributes = coalesce(changed.attributes, l.attributes), digest = changed.digest, last_transition = changed.last_transition
            FROM unnest($1, $2, $3, $4, $5) AS changed (bucket, lead_id, attributes, digest, last_transition)
            WHERE l.bucket = changed.bucket AND l.lead_id = changed.lead_id
            """, connection);
        command.AddKeys([.. leads.Select(lead => lead.Key)]);
        command.Add(NpgsqlDbType.Jsonb, leads.Select(lead => lead.Attributes));
        command.Add(NpgsqlDbType.Bytea, leads.Select(lead => lead.Digest));
        command.Add(NpgsqlDbType.Integer, leads.Select(lead => lead.LastTransition));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What a lead's log comes to.</summary>
/// <param name="Key">The lead.</param>
/// <param name="Attributes">The attributes; null: to be left as they are.</param>
/// <param name="Digest">The digest.</param>
/// <param name="LastTransition">The number of the last transition.</param>
internal sealed record LeadState(LeadKey Key, string? Attributes, byte[] Digest, int LastTransition);

/// <summary>A row of the leads table.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Attributes">The attributes, where it names a lead.</param>
/// <param name="Digest">The digest, where it names a lead.</param>
/// <param name="LastTransition">The number of the last transition.</param>
/// <param name="Link">To whom the identity is linked.</param>
/// <param name="UnlinkedAt">When it was taken out of a lead.</param>
/// <param name="Identities">The other identities of the lead that it names.</param>
internal sealed record LeadRow(LeadKey Key, string Attributes, byte[] Digest, int LastTransition, Link? Link, DateTimeOffset? UnlinkedAt, IReadOnlyList<string> Identities);
