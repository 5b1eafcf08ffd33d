using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Signals;

/// <summary>The statement that walks through all leads. Raw SQL: it takes no more of a lead than its digest, in the order of the keys.</summary>
internal static class SignalStatements
{
    /// <summary>The next leads behind one, with their digests and identities; their other columns are left empty.</summary>
    public static async Task<List<LeadRow>> ReadDigestsAsync(this NpgsqlConnection connection, LeadKey last, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT bucket, lead_id, digest, identities FROM leads
            WHERE (bucket, lead_id) > ($1, $2) AND linked_to IS NULL ORDER BY bucket, lead_id LIMIT $3
            """, connection)
        {
            Parameters = { new() { Value = last.Bucket }, new() { Value = last.LeadId }, new() { Value = most } },
        };
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
}
