using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>The statements that walk through all leads, in the order of their keys. Raw SQL: they take no more of a row than is looked at.</summary>
internal static class LeadWalk
{
    /// <summary>Where a walk begins.</summary>
    public static readonly LeadKey BeforeAll = new(-1, "");

    /// <summary>The next leads behind one, with their digests and identities; their other columns are left empty.</summary>
    public static async Task<List<LeadRow>> ReadDigestsAsync(this NpgsqlConnection connection, LeadKey last, int most, CancellationToken cancellationToken)
    {
        await using var command = Behind(connection, last, most, "SELECT bucket, lead_id, digest, identities FROM leads WHERE (bucket, lead_id) > ($1, $2) AND linked_to IS NULL ORDER BY bucket, lead_id LIMIT $3");
        List<LeadRow> rows = new(most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(LeadRow.New(new LeadKey(reader.GetInt16(0), reader.GetString(1))) with
            {
                Digest = reader.GetFieldValue<byte[]>(2),
                Identities = reader.IsDBNull(3) ? [] : reader.GetFieldValue<string[]>(3),
            });
        }

        return rows;
    }

    /// <summary>The next identities behind one, those that are linked to another included.</summary>
    public static async Task<List<LeadKey>> ReadIdentitiesAsync(this NpgsqlConnection connection, LeadKey last, int most, CancellationToken cancellationToken)
    {
        await using var command = Behind(connection, last, most, "SELECT bucket, lead_id FROM leads WHERE (bucket, lead_id) > ($1, $2) ORDER BY bucket, lead_id LIMIT $3");
        return await command.ReadKeysAsync(cancellationToken);
    }

    /// <summary>The next accounts behind one that have a score.</summary>
    public static async Task<List<LeadKey>> ReadScoredAccountsAsync(this NpgsqlConnection connection, LeadKey last, int most, CancellationToken cancellationToken)
    {
        await using var command = Behind(connection, last, most, "SELECT DISTINCT bucket, account_id FROM account_scores WHERE (bucket, account_id) > ($1, $2) ORDER BY bucket, account_id LIMIT $3");
        return await command.ReadKeysAsync(cancellationToken);
    }

    /// <summary>The keys that a query finds: bucket and id.</summary>
    public static async Task<List<LeadKey>> ReadKeysAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<LeadKey> keys = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new LeadKey(reader.GetInt16(0), reader.GetString(1)));
        }

        return keys;
    }

    private static NpgsqlCommand Behind(NpgsqlConnection connection, LeadKey last, int most, string query) =>
        new(query, connection) { Parameters = { new() { Value = last.Bucket }, new() { Value = last.LeadId }, new() { Value = most } } };
}
