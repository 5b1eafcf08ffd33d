using LeadScoring.Api.Data;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Scoring;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>What an export has out of tables that are about something else and name people. The conditions are those of erasure.</summary>
internal static class OtherSections
{
    public static IAsyncEnumerable<object> Accounts(PersonSource source) => source.FewAsync(
        """
        SELECT s.account_id, s.model_key, coalesce(s.champion = ANY ($3), false), coalesce(s.buyer = ANY ($3), false)
        FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN account_scores s USING (bucket, account_id) WHERE s.champion = ANY ($3) OR s.buyer = ANY ($3)
        """,
        command =>
        {
            command.AddKeys([.. source.Person.Accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
            command.Add(NpgsqlDbType.Text, source.Person.Keys);
        },
        row => new ExportedRole(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3)));

    public static async IAsyncEnumerable<object> Quarantine(PersonSource source)
    {
        var named = await source.ReadAsync($"SELECT id FROM quarantined_events WHERE {QuarantineTraces.Named}", command => command.Add(NpgsqlDbType.Text, source.Person.Keys), row => row.GetGuid(0));
        var found = await FindAsync(source);
        var own = named.ToHashSet();
        // Few at once: an item may have 32 kB.
        foreach (var part in named.Union(found).Chunk(PersonSource.Part))
        {
            foreach (var item in await source.ReadAsync(
                "SELECT id, dialect, code, first_received_at, last_received_at, item, shared, identities FROM quarantined_events WHERE id = ANY ($1)",
                command => command.Add(NpgsqlDbType.Uuid, part),
                row =>
                {
                    var isShown = own.Contains(row.GetGuid(0)) || row.GetFieldValue<string[]>(7).Length == 0;
                    var (bytes, shared) = (row.GetFieldValue<byte[]>(5), row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6));
                    var json = isShown ? ShownJson.Of(bytes) : null;
                    return new ExportedItem(
                        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4),
                        json, isShown && json is null ? bytes : null, isShown && shared is not null ? ShownJson.Of(shared) : null);
                }))
            {
                yield return item;
            }
        }
    }

    public static IAsyncEnumerable<object> Violations(PersonSource source) => source.FewAsync(
        "SELECT event, property, problem, message_id, example FROM plan_violations WHERE identity = ANY ($1)",
        command => command.Add(NpgsqlDbType.Text, source.Person.Keys),
        row => new ExportedViolation(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)));

    public static IAsyncEnumerable<object> Flips(PersonSource source) => source.FewAsync(
        "SELECT backtest_id, number, lead_id, kind, details FROM backtest_flips WHERE lead_id = ANY ($1)",
        command => command.Add(NpgsqlDbType.Text, source.Person.Keys),
        row => new ExportedFlip(
            row.GetGuid(0),
            FlipResponse.Of(new BacktestFlip { BacktestId = row.GetGuid(0), Number = row.GetInt64(1), LeadId = row.GetString(2), Kind = row.GetString(3), Details = row.GetString(4) })));

    private static async Task<IReadOnlyList<Guid>> FindAsync(PersonSource source)
    {
        await using var connection = await source.DataSource.OpenConnectionAsync(source.CancellationToken);
        return (await QuarantineTraces.SearchAsync(connection, source.Person, source.CancellationToken)).Found;
    }
}
