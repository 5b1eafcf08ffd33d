using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Startup;

/// <summary>Tables are made and brought up to date by processes that may start at once, and may be killed.</summary>
public sealed class MigrateCommandTests
{
    /// <summary>After it, an older version's tables lack changes of tables that are in use.</summary>
    private const string Older = "Links";

    [Fact]
    public async Task The_command_says_what_it_does_and_ends()
    {
        await using var database = await EmptyDatabase.NewAsync();

        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync("--migrate", database.Argument);
        var again = await ServiceProcess.RunToEndAsync(database.Argument, "--migrate");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal($"Applying {Schema.Migrations.Count} migrations: {string.Join(", ", Schema.Migrations)}.\nThe tables are up to date: {Schema.Migrations.Count} migrations are applied.\n", output.ReplaceLineEndings("\n"));
        Assert.Equal((0, $"The tables are up to date: {Schema.Migrations.Count} migrations are applied.\n", ""), (again.ExitCode, again.Output.ReplaceLineEndings("\n"), again.Error));
        await database.IsUpToDateAsync();
    }

    [Fact]
    public async Task A_failure_has_an_exit_code_and_a_reason()
    {
        await using var database = await EmptyDatabase.NewAsync();
        var nowhere = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = 1 }.ConnectionString;

        var (exitCode, _, error) = await ServiceProcess.RunToEndAsync("--migrate", "--ConnectionStrings:LeadScoring=" + nowhere, "--Database:StartPatience=00:00:00");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The database does not answer: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory, Trait("Category", FaultForm.Category)]
    [InlineData(null)]
    [InlineData(Older)]
    public async Task Five_replicas_that_start_at_once_make_the_tables_once_and_all_get_ready(string? before)
    {
        await using var database = await EmptyDatabase.NewAsync();
        if (before is not null) await database.MakeOlderAsync(before);

        var watch = Stopwatch.StartNew();
        var replicas = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LoggedService.StartAsync(database.ConnectionString, "--Shutdown:ReadinessDelay=00:00:00")));

        var taken = watch.Elapsed;
        try
        {
            foreach (var (service, address) in replicas)
            {
                using var client = new HttpClient { BaseAddress = address };
                Assert.Equal("""{"ready":true,"reasons":[]}""", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
                Assert.DoesNotContain(service.Lines, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
            }

            await database.IsUpToDateAsync();
            FaultReport.Add(
                23, $"{replicas.Length} replicas start at once on {(before is null ? "an empty database" : "tables of an older version")}",
                $"{Schema.Migrations.Count} migrations, each once; {replicas.Length} ready, 0 errors in their logs", $"all ready after {taken.Seconds()}");
        }
        finally
        {
            Array.ForEach(replicas, replica => replica.Service.Dispose());
        }
    }

    [Fact, Trait("Category", FaultForm.Category)]
    public async Task When_the_one_that_migrates_is_killed_in_the_middle_the_next_start_completes()
    {
        await using var database = await EmptyDatabase.NewAsync();
        await database.MakeOlderAsync(Older);
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var reader = await source.OpenConnectionAsync();
            await using var reading = await reader.BeginTransactionAsync();
            await new NpgsqlCommand("LOCK TABLE leads IN ACCESS SHARE MODE", reader).ExecuteNonQueryAsync();
            using var killed = ServiceProcess.Begin(database.Argument);
            await Eventually.IsTrueAsync(IsAlteringAsync, "it is in the middle of a migration", TimeSpan.FromSeconds(60));
            await killed.KillAsync();

            async Task<bool> IsAlteringAsync()
            {
                await using var question = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE leads%')");
                return (bool)(await question.ExecuteScalarAsync())!;
            }
        }

        var watch = Stopwatch.StartNew();
        using var next = await ServiceProcess.StartWithAsync(database.Argument);

        var taken = watch.Elapsed;
        await database.IsUpToDateAsync();
        FaultReport.Add(23, "kill -9 of the one that migrates, in the middle of a migration, and a new start", $"{Schema.Migrations.Count} migrations, each once", $"ready after {taken.Seconds()}");
    }
}
