using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Reads the logs of accounts back. Raw SQL like the statements of leads' logs: it names the buckets.</summary>
internal static class AccountLogStatements
{
    /// <summary>How many entries the logs of these accounts have; fewer where old ones are no longer kept. Those without a log are left out.</summary>
    public static async Task<Dictionary<string, long>> ReadAccountLengthsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        Dictionary<string, long> lengths = new(StringComparer.Ordinal);
        if (accounts.Count == 0)
        {
            return lengths;
        }

        await using var command = new NpgsqlCommand("SELECT a.account_id, a.version FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN accounts a USING (bucket, account_id)", connection);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lengths.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return lengths;
    }

    /// <summary>The logs of these accounts up to the cut, in any order.</summary>
    public static async Task<List<ReplayEntry>> ReadAccountLogsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, LogCut cut, CancellationToken cancellationToken)
    {
        List<ReplayEntry> entries = [];
        if (accounts.Count == 0)
        {
            return entries;
        }

        await using var command = new NpgsqlCommand(
            $"""
            SELECT e.account_id, e.message_id, e.occurred_at, e.properties
            FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN account_events e USING (bucket, account_id)
            WHERE {cut.Condition("$3")}
            """, connection);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        command.Parameters.Add(cut.Parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (id, at) = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(2));
            using var payload = JsonDocument.Parse(reader.GetString(3));
            entries.Add(new ReplayEntry(at, null, new AttributeWrite(id, payload.RootElement.Clone(), new Attributes.Stamp(at, id, reader.GetString(1)))));
        }

        return entries;
    }
}
