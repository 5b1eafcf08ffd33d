using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Signals;

/// <summary>The names of all attributes that leads and accounts have, or had once.</summary>
internal sealed class KnownAttributes
{
    private readonly HashSet<string> _ofLeads = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofAccounts = new(StringComparer.Ordinal);

    /// <summary>Whether anybody has what an attribute of fit criteria is made of.</summary>
    public bool Has(string attribute) => AttributeSources.Of(attribute) is var sources && (sources.OfLead.Any(_ofLeads.Contains) || sources.OfAccount.Any(_ofAccounts.Contains));

    /// <summary>Looks at all leads and accounts, so many at once, each by itself.</summary>
    public static async Task<KnownAttributes> ReadAsync(NpgsqlDataSource dataSource, int chunk, CancellationToken cancellationToken)
    {
        var known = new KnownAttributes();
        await AddAsync(dataSource, "leads", "lead_id", known._ofLeads, chunk, cancellationToken);
        await AddAsync(dataSource, "accounts", "account_id", known._ofAccounts, chunk, cancellationToken);
        return known;
    }

    private static async Task AddAsync(NpgsqlDataSource dataSource, string table, string id, HashSet<string> names, int chunk, CancellationToken cancellationToken)
    {
        for (LeadKey? last = LeadWalk.BeforeAll; last is { } behind;)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            last = await AddAsync(connection, $"SELECT bucket, {id}, attributes FROM {table} WHERE (bucket, {id}) > ($1, $2) ORDER BY bucket, {id} LIMIT $3", behind, names, chunk, cancellationToken);
        }
    }

    /// <summary>Raw SQL: the names alone, put together by the database.</summary>
    /// <returns>The last one that was looked at; null: there are no more.</returns>
    private static async Task<LeadKey?> AddAsync(NpgsqlConnection connection, string page, LeadKey behind, HashSet<string> names, int chunk, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH page (bucket, id, attributes) AS ({page})
            SELECT (SELECT count(*) FROM page), (SELECT bucket FROM page ORDER BY bucket DESC, id DESC LIMIT 1), (SELECT id FROM page ORDER BY bucket DESC, id DESC LIMIT 1),
                ARRAY(SELECT DISTINCT name FROM page, json_object_keys(attributes) AS name)
            """, connection)
        {
            Parameters = { new() { Value = behind.Bucket }, new() { Value = behind.LeadId }, new() { Value = chunk } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        names.UnionWith(reader.GetFieldValue<string[]>(3));
        return reader.GetInt64(0) == chunk ? new LeadKey(reader.GetInt16(1), reader.GetString(2)) : null;
    }
}
