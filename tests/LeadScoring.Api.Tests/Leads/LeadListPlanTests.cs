using System.Text.RegularExpressions;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Http;
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

    private const string OfPositions = "ix_lead_scores_position";
    private const string OfEmails = "ix_leads_email";

    /// <summary>Rows read, at the most, for what has to cost the same however many leads there are: of 100,000.</summary>
    private const int Few = 5_000;

    [Fact]
    public async Task Each_page_comes_from_the_index_for_it()
    {
        await SeedAsync();
        var recent = Given.Day(100).AddMinutes(-10).ToString("yyyy-MM-ddTHH:mm:ssZ");
        (LeadListQuery Query, ListCursor After, string Index)[] queries =
        [
            (new(), ByTotalAt, ByTotal),
            (new() { Band = "nurture" }, ByTotalAt, ByTotal),
            (new() { Band = "hot,nurture", Blocked = false, MaxFit = 50 }, ByTotalAt, ByTotal),
            (new() { Pql = true }, ByTotalAt, OfPqls),
            (new() { AccountId = "account-7" }, ByTotalAt, OfAccounts),
            (new() { AccountId = "account-7", Sort = "-behavior" }, new(50, "user:lead-7"), OfAccounts),
            (new() { Sort = "-updated" }, new(60_000, "user:lead-2"), OfPositions),
            (new() { Sort = "updated" }, new(60_000, "user:lead-2"), OfPositions),
            (new() { Sort = "-updated", UpdatedSince = recent }, new(99_990, "user:lead-99990"), OfPositions),
            (new() { Sort = "-fit", UpdatedSince = recent }, new(0, "user:lead-99990"), OfPositions),
            (new() { UpdatedSince = recent }, ByTotalAt, OfPositions),
            (new() { Email = "Lead-77@Customer.example" }, ByTotalAt, OfEmails),
            (new() { Email = "lead-77@customer.example", AccountId = "account-77", Sort = "lastActive" }, new(3, "user:lead-2"), OfEmails),
        ];
        foreach (var (query, after, index) in queries)
        {
            var first = await PlanOfAsync(query, null);
            var second = await PlanOfAsync(query, after);

            Assert.Contains(index, first, StringComparison.Ordinal);
            // Behind a cursor: the rest of the equal keys, then what follows.
            Assert.Equal(3, second.Split(index).Length);
            Assert.DoesNotContain("Seq Scan", first + second, StringComparison.Ordinal);
            if (index is ByTotal or OfPqls) Assert.DoesNotContain("Sort", first, StringComparison.Ordinal);
            Assert.InRange(RowsReadIn(first), 0, Few);
            Assert.InRange(RowsReadIn(second), 0, Few);
        }
    }

    [Theory]
    [InlineData("-total")]
    [InlineData("-fit")]
    public async Task Due_leads_are_left_out_by_a_hash_however_many_they_are_and_though_the_plan_does_not_know_them(string sort)
    {
        await SeedAsync();
        string[] due = [.. Enumerable.Range(1, 9_900).Select(i => $"user:lead-{i}")];

        foreach (var after in (ListCursor?[])[null, new ListCursor(40, "user:lead-2")])
        {
            var request = new LeadPageRequest(new LeadListQuery { Sort = sort }, 50, after, app.Services.GetRequiredService<ModelCatalog>().Snapshot.Current);
            var plan = await GenericPlans.ExplainAsync(app.Database.ConnectionString, LeadListStatements.RightRows(request, due, Given.Day(1)));

            Assert.Contains("hashed SubPlan", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("<> ALL", plan, StringComparison.Ordinal);
            Assert.Contains("rows=9900", plan, StringComparison.Ordinal);
            if (sort == "-total") Assert.Contains(ByTotal, plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Due_accounts_are_left_out_by_a_hash_too()
    {
        var plan = await GenericPlans.ExplainAsync(app.Database.ConnectionString, AccountListStatements.Page(new AccountListQuery(), "product-led", [], ["acme", "bolt"], most: 51, after: null));

        Assert.Contains("hashed SubPlan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("<> ALL", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lowest_first_are_sorted_among_equal_totals_only()
    {
        await SeedAsync();

        var plan = await PlanOfAsync(new LeadListQuery { Sort = "total" }, null);

        Assert.Contains("Incremental Sort", plan, StringComparison.Ordinal);
        Assert.Contains("Index Scan Backward using " + ByTotal, plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_due_and_what_has_changed_is_found_by_indexes()
    {
        await SeedAsync();
        string[] due = ["ix_lead_scores_valid_until", "ix_lead_scores_activation", OfAccounts];
        var model = app.Models.Current;
        NpgsqlBatchCommand[] statements = [ListedDueStatements.SelectDueByTime(model, Given.Day(1), most: 10_001), ListedDueStatements.SelectBehindModel(model, most: 10_001), ListedDueStatements.SelectBehindAccounts(model, most: 10_001)];
        foreach (var (command, index) in statements.Zip(due))
        {
            var plan = await ExplainAsync(command);

            Assert.Contains(index, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on lead_scores", plan, StringComparison.Ordinal);
            Assert.InRange(RowsReadIn(plan), 0, Few);
        }

        var high = await ExplainAsync(LeadListStatements.DueFromPage(new LeadPageRequest(new LeadListQuery(), 50, null, model), [], Given.Day(1), most: 10_001));
        Assert.DoesNotContain("Seq Scan", high, StringComparison.Ordinal);
        Assert.InRange(RowsReadIn(high), 0, Few);

        var place = await ExplainAsync(ListedDueStatements.SelectPlaceBefore(Given.Day(100).AddMinutes(-10)));
        Assert.Contains(OfPositions, place, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_of_changes_reads_only_what_stands_behind_a_place()
    {
        await SeedAsync();
        foreach (var (statement, index) in ((string, string)[])[(ChangeStatements.SelectTransitions, "ix_transitions_position"), (ChangeStatements.SelectScores, OfPositions), (ChangeStatements.SelectAccounts, "ix_account_scores_position")])
        {
            foreach (var position in (long[])[0, 50_000, 99_999])
            {
                var plan = await ExplainAsync(ChangeStatements.Select(statement, "product-led", ChangeCursor.Before(position), most: 101, since: statement == ChangeStatements.SelectTransitions ? null : 1));

                Assert.Contains(index, plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan on lead_scores", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan on transitions", plan, StringComparison.Ordinal);
                Assert.InRange(RowsReadIn(plan), 0, Few);
            }
        }
    }

    [Fact]
    public async Task Many_email_addresses_are_looked_up_by_their_index()
    {
        await SeedAsync();

        var plan = await ExplainAsync(LeadEmails.SelectByEmails([.. Enumerable.Range(0, 500).Select(i => $"lead-{i}@customer.example")]));

        Assert.Contains(OfEmails, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    private static ListCursor ByTotalAt => new(2_000, "user:lead-2");

    private async Task<string> PlanOfAsync(LeadListQuery query, ListCursor? after)
    {
        // As a page is read: what has changed since then stands behind a place.
        var place = -1L;
        if (query.UpdatedFrom is { } since)
        {
            await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
            await connection.OpenAsync();
            place = await connection.FindPlaceBeforeAsync(since, CancellationToken.None);
            Assert.InRange(place, 1, 99_999);
        }

        return await ExplainAsync(LeadListStatements.RightRows(new LeadPageRequest(query, 50, after, app.Services.GetRequiredService<ModelCatalog>().Snapshot.Current, place), ["user:lead-5"], app.Clock.GetUtcNow()));
    }

    private Task<string> ExplainAsync(NpgsqlCommand explained) => GenericPlans.ExplainAsync(app.Database.ConnectionString, explained);

    private Task<string> ExplainAsync(NpgsqlBatchCommand explained) => GenericPlans.ExplainAsync(app.Database.ConnectionString, explained);

    /// <summary>What was read and left out again.</summary>
    private static int RowsReadIn(string plan) =>
        Regex.Matches(plan, @"(actual rows=|Rows Removed by Filter: )(?<count>[0-9]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).Max(match => int.Parse(match.Groups["count"].ValueSpan));

    /// <summary>
    /// 100,000 leads, a third of them with the same total, 1 in 100 a PQL, 100 to an account, half of them with an email address. Each
    /// changed a minute after the one before, the last one on day 100, and crossed a line then.
    /// </summary>
    private async Task SeedAsync()
    {
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO lead_scores (bucket, lead_id, model_key, fit, behavior, total, fit_tier, behavior_tier, band, is_pql, as_of, activation, account_id, account_version, valid_until, changed_at, position, last_active_on)
            SELECT i % 64, 'user:lead-' || i, 'product-led', i % 50, total, total, 'weak', 'low', 'nurture', i % 100 = 0, @now, 1, 'account-' || i % 1000, 0,
                @now + i * INTERVAL '1 minute', @now - (100000 - i) * INTERVAL '1 minute', i, (@now - (100000 - i) * INTERVAL '1 minute')::date
            FROM generate_series(1, 100000) AS i, LATERAL (SELECT CASE WHEN i % 3 = 0 THEN 2000 ELSE i % 10000 END) AS points (total) ON CONFLICT DO NOTHING;
            INSERT INTO leads (bucket, lead_id, attributes, digest, last_transition)
            SELECT i % 64, 'user:lead-' || i, CASE WHEN i % 2 = 0 THEN '{}' ELSE format('{"email":{"text":"Lead-%s@customer.example","at":"2026-03-02T09:00:00Z","origin":"","messageId":"m"}}', i) END::json, '', 1
            FROM generate_series(1, 100000) AS i ON CONFLICT DO NOTHING;
            INSERT INTO transitions (bucket, lead_id, sequence, model_key, model_version, kind, cause, effective_at, recorded_at, band_before, band_after, fit_before, fit_after, behavior_before, behavior_after, position)
            SELECT i % 64, 'user:lead-' || i, 1, 'product-led', 1, 'band_changed', 'event', @now, @now, 'review', 'nurture', 0, 0, 0, 0, i
            FROM generate_series(1, 100000) AS i ON CONFLICT DO NOTHING;
            INSERT INTO accounts (bucket, account_id, attributes, version, settled_version)
            SELECT i % 64, 'account-' || i, '{}', 0, 0 FROM generate_series(0, 999) AS i ON CONFLICT DO NOTHING;
            UPDATE feed_origin SET base = 1000000;
            ANALYZE lead_scores; ANALYZE leads; ANALYZE transitions; ANALYZE accounts;
            """, connection);
        command.Parameters.AddWithValue("now", Given.Day(100));
        await command.ExecuteNonQueryAsync();
    }
}
