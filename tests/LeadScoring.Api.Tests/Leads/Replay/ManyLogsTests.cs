using LeadScoring.Api.Data;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>What is held in memory to play many leads back.</summary>
public sealed class ManyLogsTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 9).Select(i => $"lead-{i}")];

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task All_members_of_an_account_share_one_list_of_its_log_however_long_that_is()
    {
        for (var i = 0; i < 20; i++) await _client.PutAccountAsync("acme", new { employees = 1 + i });
        foreach (var name in Names) await _client.PutLeadAsync(name, new { accountId = "acme" });

        var logs = await ReadAsync(most: 5);

        var shared = Assert.Single(logs["lead-1"].OfAccounts);
        Assert.Equal(20, shared.Count);
        Assert.All(logs.Values, log => Assert.Same(shared, Assert.Single(log.OfAccounts)));
        Assert.All(logs.Values, log => Assert.Single(log.Entries));
    }

    [Fact]
    public async Task Leads_that_say_more_of_themselves_than_may_be_read_at_once_are_read_in_parts_and_none_is_left_out()
    {
        foreach (var name in Names)
        {
            for (var i = 0; i < 3; i++) await _client.PutLeadAsync(name, new { title = $"Manager {i}" });
        }

        // The last one has more than may be read at once by itself.
        for (var i = 0; i < 20; i++) await _client.PutLeadAsync(Names[^1], new { title = $"Manager {i}" });

        Assert.Null(await OwnLogsAsync(most: 10));
        var logs = await ReadAsync(most: 5);

        Assert.Equal(Names.Select(name => (name, name == Names[^1] ? 23 : 3)), logs.Select(log => (log.Key, log.Value.Entries.Count)).OrderBy(log => log.Key, StringComparer.Ordinal));
    }

    private Task<Dictionary<string, LeadLog>> ReadAsync(int most) => _app.Services.GetRequiredService<Transactions>().ReadAsync(
        async (connection, ct) =>
        {
            Dictionary<string, LeadLog> found = new(StringComparer.Ordinal);
            var logs = new ManyLogs(connection, _app.Services.GetRequiredService<ModelCatalog>().Snapshot.Layout, _app.Clock.GetUtcNow(), most);
            await foreach (var (lead, log) in logs.ReadAsync(Leads, ct)) found.Add(Names[lead], log);
            return found;
        },
        CancellationToken.None);

    private Task<List<OwnLog>?> OwnLogsAsync(int most) => _app.Services.GetRequiredService<Transactions>().ReadAsync(
        (connection, ct) => connection.ReadOwnLogsAsync(Leads, _app.Clock.GetUtcNow(), [], most, ct), CancellationToken.None);

    private static LeadKey[][] Leads { get; } = [.. Names.Select(name => (LeadKey[])[LeadKey.OfKey("user:" + name)])];
}
