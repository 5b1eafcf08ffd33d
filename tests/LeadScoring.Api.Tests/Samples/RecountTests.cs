using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Replay;
using Npgsql;

namespace LeadScoring.Api.Tests.Samples;

/// <summary>
/// The sample of docs/replay.md on a made-up log in the same format: everything goes through HTTP, and every score equals a
/// recount by plain SQL. LEADSCORING_REPLAY_LOG names a real log to take instead.
/// </summary>
public sealed class RecountTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string Log = Environment.GetEnvironmentVariable("LEADSCORING_REPLAY_LOG") is { Length: > 0 } given ? given : Sample("sparkify-small.jsonl");
    private static readonly Mapping Mapping = Mapping.Load(Sample("sparkify.json"));

    private readonly LeadScoringApp _app = new(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Scoring:ModelFile"] = Sample("sparkify-model.json") });
    private DateTimeOffset _end;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _end = LogOverview.Of(LogFile.Lines(Log), Mapping, endNow: null, out _).EndsAt!.Value;
        _app.Clock.Set(_end);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public async Task Every_line_of_points_equals_a_recount_by_sql_whenever_it_is_asked_for()
    {
        await ReplayAsync();

        // The made-up log puts what windows, bursts and decay turn on whole days before its end: so a score changes at these days.
        foreach (var days in (int[])[0, 1, 5, 8, 9, 10, 13, 14, 20, 27, 31, 400])
        {
            foreach (var asOf in (DateTimeOffset[])[_end.AddDays(days).AddMilliseconds(days == 0 ? 0 : -1), _end.AddDays(days)])
            {
                _app.Clock.Set(asOf);

                Assert.Equal(await RecountAsync(asOf), await ScoresAsync(), StringComparer.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_stored_scores_follow_the_recount_as_time_goes_by()
    {
        await ReplayAsync();

        foreach (var days in (double[])[0, 4, 9, 14, 40])
        {
            var asOf = _end.AddDays(days);
            _app.Clock.Set(asOf);

            var recount = (await RecountAsync(asOf)).Where(row => row.Contains(",score.", StringComparison.Ordinal)).ToList();
            await Eventually.PassesAsync(async () => Assert.Equal(recount, await StoredAsync(), StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_second_pass_changes_nothing()
    {
        var first = await ReplayAsync();
        var (scores, leads, events) = (await ScoresAsync(), await QueryAsync(Leads), await QueryAsync(Events));

        var second = await ReplayAsync();

        Assert.Equal((first.Sent, 0, 0), (first.Accepted, first.Duplicates, first.Rejected));
        Assert.Equal((first.Sent, 0, first.Sent, 0), (second.Sent, second.Accepted, second.Duplicates, second.Described));
        Assert.Equal(scores, await ScoresAsync(), StringComparer.Ordinal);
        Assert.Equal(leads, await QueryAsync(Leads), StringComparer.Ordinal);
        Assert.Equal(events, await QueryAsync(Events), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_line_about_somebody_is_stored_once()
    {
        await ReplayAsync();

        var pages = LogFile.Lines(Log).Select(line => JsonElement.Parse(line)).Where(line => line.GetProperty("userId").GetString() != "")
            .CountBy(line => line.GetProperty("userId").GetString() + "," + line.GetProperty("page").GetString(), StringComparer.Ordinal)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key},{count.Value}"));
        var stored = await QueryAsync("SELECT substr(identity, 6), name, count(*) FROM events WHERE kind = 'track' GROUP BY 1, 2");
        Assert.Equal(pages.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private const string Leads = "SELECT lead_id, encode(digest, 'hex'), attributes::text FROM leads ORDER BY 1";

    private const string Events = "SELECT identity, source, message_id, occurred_at::text, properties::text FROM events ORDER BY 1, 2, 3";

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Samples", name);

    private async Task<Summary> ReplayAsync()
    {
        using var http = _app.CreateClient();
        return await new ReplayRun(http, Mapping, Log, parallel: 3).RunAsync();
    }

    private async Task<IReadOnlyList<string>> ScoresAsync()
    {
        using var http = _app.CreateClient();
        return await new ScoreSheet(http, Mapping, Log, parallel: 4).ReadAsync();
    }

    private Task<List<string>> RecountAsync(DateTimeOffset asOf) =>
        QueryAsync(File.ReadAllText(Sample("recount.sql")), $"SELECT set_config('recount.as_of', '{asOf:O}', false)");

    private Task<List<string>> StoredAsync() => QueryAsync(
        """
        SELECT substr(lead_id, 6), line, trim_scale(points / 100.0)::text
        FROM lead_scores, LATERAL (VALUES ('score.behavior', behavior), ('score.fit', fit), ('score.pql', is_pql::int * 100), ('score.total', total)) AS score (line, points)
        ORDER BY 1, 2
        """);

    private async Task<List<string>> QueryAsync(string sql, string? before = null)
    {
        await using var connection = new NpgsqlConnection(_app.Database.ConnectionString);
        await connection.OpenAsync();
        if (before is not null)
        {
            await using var setting = new NpgsqlCommand(before, connection);
            await setting.ExecuteNonQueryAsync();
        }

        List<string> rows = [];
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
