using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>The plans that PostgreSQL makes for the list's statements with many leads: a page may not cost more when there are more leads.</summary>
public sealed class LeadListPlanTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string ByTotal = "ix_lead_scores_model_key_total_lead_id";
    private const string OfPqls = "ix_lead_scores_pql";
    private const string OfAccounts = "ix_lead_scores_account_id_account_version";

    [Fact]
    public async Task Each_page_comes_from_the_index_for_it()
    {
        await SeedAsync();
        (LeadListQuery Query, string Index)[] queries =
        [
            (new() { Limit = 50 }, ByTotal),
            (new() { Limit = 50, Band = "nurture" }, ByTotal),
            (new() { Limit = 50, Pql = true }, OfPqls),
            (new() { Limit = 50, AccountId = "account-7" }, OfAccounts),
        ];
        foreach (var (query, index) in queries)
        {
            var behind = new LeadListQuery { Limit = query.Limit, Band = query.Band, Pql = query.Pql, AccountId = query.AccountId, Cursor = new LeadListCursor(2_000, "user:lead-2").Write(query) };
            var first = await PlanOfAsync(query);
            var second = await PlanOfAsync(behind);

            Assert.Contains(index, first, StringComparison.Ordinal);
            // Behind a cursor: the rest of the equal totals, then what follows.
            Assert.Equal(3, second.Split(index).Length);
            Assert.DoesNotContain("Seq Scan", first + second, StringComparison.Ordinal);
            if (index != OfAccounts) Assert.DoesNotContain("Sort", first, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_lowest_first_are_sorted_among_equal_totals_only()
    {
        await SeedAsync();

        var plan = await PlanOfAsync(new LeadListQuery { Limit = 50, Sort = LeadListQuery.LowestFirst });

        Assert.Contains("Incremental Sort", plan, StringComparison.Ordinal);
        Assert.Contains("Index Scan Backward using " + ByTotal, plan, StringComparison.Ordinal);
    }

    private async Task<string> PlanOfAsync(LeadListQuery query)
    {
        var request = new LeadPageRequest(query, app.Services.GetRequiredService<ModelCatalog>().Snapshot.Current, app.Clock.GetUtcNow());
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = LeadListStatements.RightRows(request, ["user:lead-5"]);
        command.Connection = connection;
        command.CommandText = "EXPLAIN " + command.CommandText;
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    /// <summary>30,000 leads, a third of them with the same total, 1 in 100 a PQL, 30 to an account.</summary>
    private async Task SeedAsync()
    {
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO lead_scores (bucket, lead_id, model_key, fit, behavior, total, fit_tier, behavior_tier, band, is_pql, as_of, activation, account_id, account_version)
            SELECT i % 64, 'user:lead-' || i, 'product-led', 0, total, total, 'weak', 'low', 'nurture', i % 100 = 0, now(), 1, 'account-' || i % 1000, 0
            FROM generate_series(1, 30000) AS i, LATERAL (SELECT CASE WHEN i % 3 = 0 THEN 2000 ELSE i % 10000 END) AS points (total) ON CONFLICT DO NOTHING;
            ANALYZE lead_scores;
            """, connection);
        await command.ExecuteNonQueryAsync();
    }
}
