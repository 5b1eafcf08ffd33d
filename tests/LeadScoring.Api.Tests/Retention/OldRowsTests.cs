using LeadScoring.Api.Retention;
using LeadScoring.Api.Tests.Privacy;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadScoring.Api.Tests.Retention;

/// <summary>Other tables are cut by days of their own.</summary>
public sealed class OldRowsTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Tables = ["transitions", "quarantined_events", "backtests", "backtest_flips", "erased_identities", "audit_entries", "webhook_deliveries", "webhook_attempts"];

    private readonly LeadScoringApp _app = new(new Dictionary<string, string?>(WholePerson.Settings, StringComparer.Ordinal)
    {
        ["Retention:Enabled"] = "false",
        ["Retention:Share"] = "1",
        ["Retention:TransitionDays"] = "40",
        ["Retention:QuarantineDays"] = "50",
        ["Retention:BacktestDays"] = "60",
        ["Retention:SuppressionDays"] = "70",
        ["Retention:AuditDays"] = "80",
    });

    private HttpClient _client = null!;
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        (_client, _receiver) = (_app.CreateClient(), await WebhookReceiver.StartAsync());
        await WholePerson.MakeAsync(_app, _client, _receiver);
        await _client.EraseAsync("somebody");
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)_app).DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Each_table_keeps_its_rows_for_as_many_days_as_are_set_and_events_stay_for_ever_where_nothing_is()
    {
        _receiver.Answer = (_, _) => Task.CompletedTask;
        _app.Clock.Advance(TimeSpan.FromHours(1));
        await using (var db = _app.Database.OpenContext()) await Eventually.IsTrueAsync(async () => !await db.WebhookDeliveries.AnyAsync(delivery => delivery.DeliveredAt == null), "all messages arrive");
        var before = await CountsAsync();
        Assert.All(before, table => Assert.True(table.Value > 0, table.Key));

        Assert.Equal(Tables[..6], await KeptAfterAsync(39), StringComparer.Ordinal);
        Assert.DoesNotContain("transitions", await KeptAfterAsync(41), StringComparer.Ordinal);
        Assert.Equal(["quarantined_events", "backtests", "backtest_flips", "erased_identities", "audit_entries"], await KeptAfterAsync(50), StringComparer.Ordinal);
        Assert.Equal(["backtests", "backtest_flips", "erased_identities", "audit_entries"], await KeptAfterAsync(51), StringComparer.Ordinal);
        Assert.Equal(["erased_identities", "audit_entries"], await KeptAfterAsync(61), StringComparer.Ordinal);
        Assert.Equal(1, (await _client.SendAsync(Given.Event("somebody", 1, "Signed In"))).Ignored);
        Assert.Equal(["audit_entries"], await KeptAfterAsync(71), StringComparer.Ordinal);
        Assert.Empty(await KeptAfterAsync(81));

        Assert.Equal(1, (await _client.SendAsync(Given.Event("somebody", 1, "Signed In"))).Accepted);
        Assert.Equal(150, (await _client.GetScoreAsync(WholePerson.Id)).Fit.Score + 100);
    }

    [Fact]
    public async Task A_crossing_of_which_messages_are_still_to_be_made_stays()
    {
        await using var held = new NpgsqlConnection(_app.Database.ConnectionString);
        await held.OpenAsync();
        await held.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT FROM webhook_progress FOR UPDATE", held);
        await command.ExecuteNonQueryAsync();
        await _client.SpikeAsync("late");
        _app.Clock.Advance(TimeSpan.FromDays(41));

        await _app.Services.GetRequiredService<RetentionWorker>().RunRoundAsync(CancellationToken.None);

        Assert.Empty(await _app.Database.TransitionsOfAsync(WholePerson.Id));
        Assert.NotEmpty(await _app.Database.TransitionsOfAsync("late"));
    }

    [Fact]
    public async Task A_number_of_days_that_is_none_stops_the_start()
    {
        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + _app.Database.ConnectionString, "--Secrets:Key=" + LeadScoringApp.SecretKey, "--Retention:EventDays=0", "--Retention:DeliveryDays=7");

        Assert.Equal(1, exitCode);
        Assert.Contains("EventDays", error, StringComparison.Ordinal);
        Assert.Contains("DeliveryDays", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <summary>The tables that still hold something so many days after everything was written, once what is too old is gone.</summary>
    private async Task<List<string>> KeptAfterAsync(int days)
    {
        _app.Clock.Set(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).AddDays(days));
        await _app.Services.GetRequiredService<RetentionWorker>().RunRoundAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(async () => (await CountsAsync())["webhook_deliveries"] == 0, "the cleaner of messages has worked");
        return [.. (await CountsAsync()).Where(table => table.Value > 0).Select(table => table.Key)];
    }

    private async Task<Dictionary<string, int>> CountsAsync()
    {
        var dump = await _app.Database.DumpAsync();
        return Tables.ToDictionary(table => table, table => dump.Count(line => line.StartsWith(table + ": ", StringComparison.Ordinal)), StringComparer.Ordinal);
    }
}
