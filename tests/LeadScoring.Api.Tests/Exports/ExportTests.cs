using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsvHelper;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Leads;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Exports;

public sealed class ExportTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("sort=fit&minTotal=1")]
    [InlineData("sort=-updated&accountId=acme")]
    [InlineData("band=review,hot&sort=lastActive")]
    public async Task Both_forms_have_the_leads_of_the_list_in_its_order(string query)
    {
        using var client = _app.CreateClient();
        await Population.CreateAsync(client);
        _app.Clock.Advance(TimeSpan.FromDays(40));
        var listed = await client.ListAllAsync(query + "&limit=500");

        var csv = ReadCsv(await client.GetStringAsync(Path($"/v1/exports/leads?{query}")));
        var ndjson = ReadNdjson(await client.GetStringAsync(Path($"/v1/exports/leads?format=ndjson&{query}")));

        Assert.NotEmpty(listed);
        Assert.Equal(listed.Select(TextOf), csv.Select(row => string.Join('|', row["leadId"], row["accountId"], row["fit"], row["behavior"], row["total"], row["band"], row["pql"], row["lastActiveOn"], row["spikes"].Replace(';', ','), row["exact"])), StringComparer.Ordinal);
        Assert.Equal(listed.Select(TextOf), ndjson.Select(row => string.Join('|', row["leadId"], row["accountId"], row["fit"], row["behavior"], row["total"], row["band"], row["pql"], row["lastActiveOn"], string.Join(',', row["spikes"]!.AsArray()), row["exact"])), StringComparer.Ordinal);

        static string TextOf(LeadListItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.LeadId}|{item.AccountId}|{item.Fit}|{item.Behavior}|{item.Total}|{item.Band}|{(item.Pql ? "true" : "false")}|{item.LastActiveOn:yyyy-MM-dd}|{string.Join(',', item.Spikes)}|true");
    }

    [Fact]
    public async Task Accounts_are_written_like_leads()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await Given.PerfectFitAsync(client, "bolt");
        await client.SendAsync(Given.EagerHistory("vera"));

        var csv = ReadCsv(await client.GetStringAsync(Path("/v1/exports/accounts")));
        var ndjson = ReadNdjson(await client.GetStringAsync(Path("/v1/exports/accounts?format=ndjson&pql=true")));

        Assert.Equal(["acme 140 vera true", "bolt 40  true"], csv.Select(row => $"{row["accountId"]} {row["total"]} {row["champion"]} {row["exact"]}"), StringComparer.Ordinal);
        Assert.Equal("acme", Assert.Single(ndjson)["accountId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_says_what_it_is()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("ada", 1, "Signed In"));

        using var csv = await client.GetAsync(Path("/v1/exports/leads"));
        using var ndjson = await client.GetAsync(Path("/v1/exports/leads?format=ndjson"));
        using var changes = await client.GetAsync(Path("/v1/exports/changes?format=ndjson"));

        Assert.Equal(("text/csv; charset=utf-8", "attachment; filename=leads-20260302T090000Z.csv"), (csv.Content.Headers.ContentType!.ToString(), csv.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal(("application/x-ndjson", "attachment; filename=changes-20260302T090000Z.ndjson"), (changes.Content.Headers.ContentType!.ToString(), changes.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'l'], (await csv.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal((byte)'{', (await ndjson.Content.ReadAsByteArrayAsync())[0]);
    }

    [Fact]
    public async Task Without_rows_there_is_still_a_line_of_names()
    {
        using var client = _app.CreateClient();

        Assert.StartsWith("leadId,accountId,model,modelVersion,fit,", await client.GetStringAsync(Path("/v1/exports/leads")), StringComparison.Ordinal);
        Assert.Equal("", await client.GetStringAsync(Path("/v1/exports/leads?format=ndjson")));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("a=b", "a=b")]
    [InlineData("a,b", "a,b")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("a\r\nb", "a\r\nb")]
    [InlineData("'x", "'x")]
    [InlineData("Ünï 😀", "Ünï 😀")]
    public async Task No_text_is_taken_for_a_formula_and_none_breaks_its_cell(string id, string cell)
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event(id, 1, "Signed In"));

        Assert.Equal(cell, Assert.Single(ReadCsv(await client.GetStringAsync(Path("/v1/exports/leads"))))["leadId"]);
        Assert.Equal(id, (string?)Assert.Single(ReadNdjson(await client.GetStringAsync(Path("/v1/exports/leads?format=ndjson"))))["leadId"]);
    }

    [Fact]
    public async Task Longer_than_one_page_nothing_is_left_out_or_comes_twice()
    {
        using var client = _app.CreateClient();
        await SeedAsync(12_345);

        var rows = ReadNdjson(await client.GetStringAsync(Path("/v1/exports/leads?format=ndjson&sort=total")));

        Assert.Equal(12_345, rows.Select(row => (string?)row["leadId"]).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(12_345, rows.Count);
        Assert.Equal(rows.OrderBy(row => (decimal)row["total"]!).ThenBy(row => (string?)row["leadId"], StringComparer.Ordinal), rows);
    }

    [Fact]
    public async Task An_export_of_changes_has_what_the_feed_has_and_its_cursors_go_on_behind_it()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("ada"));
        await client.SendAsync(Given.Event("bob", 1, "Integration Connected"));
        var items = await client.FollowUntilAsync(null, found => found.Any(item => item is { Type: "score", LeadId: "bob" }));

        var csv = ReadCsv(await client.GetStringAsync(Path("/v1/exports/changes")));
        var ndjson = ReadNdjson(await client.GetStringAsync(Path("/v1/exports/changes?format=ndjson")));
        var scores = ReadNdjson(await client.GetStringAsync(Path("/v1/exports/changes?format=ndjson&type=score")));
        var rest = ReadNdjson(await client.GetStringAsync(Path($"/v1/exports/changes?format=ndjson&after={ndjson[0]["cursor"]}")));
        var followed = await client.ChangesAsync($"after={ndjson[^2]["cursor"]}");

        Assert.Equal(items.Select(item => $"{item.Type} {item.LeadId} {item.Transition?.Kind}"), csv.Select(row => $"{row["type"]} {row["leadId"]} {row["kind"]}"), StringComparer.Ordinal);
        Assert.Equal(items.Select(item => $"{item.Type} {item.LeadId} {item.Transition?.Kind}"), ndjson.Select(row => $"{row["type"]} {row["leadId"]} {row["kind"]}"), StringComparer.Ordinal);
        Assert.Equal("ada bob", string.Join(' ', scores.Select(row => row["leadId"])));
        Assert.Equal(ndjson.Count - 1, rest.Count);
        Assert.Equal((string?)ndjson[^1]["leadId"], Assert.Single(followed.Items).LeadId);
        var gained = items.First(item => item.Transition?.Kind == "band_changed").Transition!;
        var row = csv.First(each => each["kind"] == "band_changed");
        Assert.Equal((gained.Before.Band, gained.After.Band, gained.After.Total.ToString(CultureInfo.InvariantCulture)), (row["beforeBand"], row["afterBand"], row["afterTotal"]));
        Assert.Equal(gained.Contributions.Count, JsonNode.Parse(row["contributions"])!.AsArray().Count);
    }

    [Theory]
    [InlineData("/v1/exports/leads?format=xlsx", "format", "format must be csv or ndjson.")]
    [InlineData("/v1/exports/leads?limit=5", "limit", "limit is no parameter here; known are format, pql")]
    [InlineData("/v1/exports/leads?sort=name", "sort", "sort must be one of")]
    [InlineData("/v1/exports/changes?after=x", "after", "after is damaged")]
    [InlineData("/v1/exports/changes?type=x", "type", "type must be transition, score or account")]
    [InlineData("/v1/exports/changes?format=CSV", "format", "format must be csv or ndjson.")]
    public async Task A_query_that_cannot_be_answered_is_refused_by_naming_the_parameter(string path, string parameter, string message)
    {
        using var client = _app.CreateClient();
        using var answer = await client.GetAsync(Path(path));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!;
        Assert.StartsWith(message, (string)errors[parameter]![0]!, StringComparison.Ordinal);
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static List<Dictionary<string, string>> ReadCsv(string text)
    {
        using var csv = new CsvReader(new StringReader(text.TrimStart('\uFEFF')), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        List<Dictionary<string, string>> rows = [];
        while (csv.Read()) rows.Add(csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name)!, StringComparer.Ordinal));
        return rows;
    }

    private static List<JsonNode> ReadNdjson(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private Task SeedAsync(int leads) => ExportSeed.InsertAsync(_app.Database.ConnectionString, leads);
}

/// <summary>An export behind a real server, in which something goes wrong half-way.</summary>
public sealed class BrokenExportTests(ListeningApp app) : IClassFixture<ListeningApp>
{
    // Far more than waits in buffers on the way.
    private const int Leads = 100_000;

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task A_file_that_cannot_be_read_to_its_end_is_not_taken_for_whole(string format)
    {
        await ExportSeed.InsertAsync(app.Database.ConnectionString, Leads);
        using var client = new HttpClient { BaseAddress = app.Server };
        using var answer = await client.GetAsync(new Uri("/v1/exports/leads?format=" + format, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[1_000]) > 0);

        await ExportSeed.RunAsync(app.Database.ConnectionString, "ALTER TABLE lead_scores RENAME TO away");
        try
        {
            await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null));
        }
        finally
        {
            await ExportSeed.RunAsync(app.Database.ConnectionString, "ALTER TABLE away RENAME TO lead_scores");
        }
    }

    [Fact]
    public async Task What_fails_before_the_first_row_is_a_fault_like_any()
    {
        using var client = new HttpClient { BaseAddress = app.Server };
        await ExportSeed.RunAsync(app.Database.ConnectionString, "ALTER TABLE lead_scores RENAME TO away");
        try
        {
            using var answer = await client.GetAsync(new Uri("/v1/exports/leads", UriKind.Relative));

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Null(answer.Content.Headers.ContentDisposition);
        }
        finally
        {
            await ExportSeed.RunAsync(app.Database.ConnectionString, "ALTER TABLE away RENAME TO lead_scores");
        }
    }
}

/// <summary>Leads past the service.</summary>
internal static class ExportSeed
{
    public static Task InsertAsync(string database, int leads) => RunAsync(
        database,
        $"""
        INSERT INTO lead_scores (bucket, lead_id, model_key, fit, behavior, total, fit_tier, behavior_tier, band, is_pql, as_of, activation, account_version)
        SELECT i % 64, 'user:lead-' || i, 'product-led', 0, i % 7 * 100, i % 7 * 100, 'weak', 'low', 'nurture', false, '2026-03-02T09:00:00Z', 1, 0
        FROM generate_series(1, {leads}) AS i ON CONFLICT DO NOTHING
        """);

    public static async Task RunAsync(string database, string statement)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
