using System.Net;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>How somebody gets in who has no key yet.</summary>
public sealed class FirstKeyTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task The_configured_key_opens_everything_on_every_replica_and_is_stored_once()
    {
        var key = FirstKey.New();
        await using var replica = app.NewReplica(ProductionApp.SettingsWith(key));
        await using var other = app.NewReplica(ProductionApp.SettingsWith($" {key} "));

        foreach (var each in (LeadScoringApp[])[replica, other])
        {
            using var client = each.CreateClient(key);
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent()));
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/v1/models"));
        }

        await using var db = app.Database.OpenContext();
        var row = await db.ApiKeys.SingleAsync(row => row.Id == KeyFormat.IdIn(key));
        Assert.Equal(("first", "default", Scopes.All.Count), (row.Name, row.Source, row.Scopes.Length));
        Assert.DoesNotContain(key[^20..], System.Text.Encoding.ASCII.GetString(row.Hash), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_key_that_was_revoked_stays_so()
    {
        var key = FirstKey.New();
        await using (var first = app.NewReplica(ProductionApp.SettingsWith(key))) _ = first.Services;
        await using var db = app.Database.OpenContext();
        await db.ApiKeys.Where(row => row.Id == KeyFormat.IdIn(key)).ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, app.Clock.GetUtcNow()));

        await using var again = app.NewReplica(ProductionApp.SettingsWith(key));
        using var client = again.CreateClient(key);

        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync(KeyCalls.OneEvent()));
    }

    [Fact]
    public async Task A_first_start_makes_a_key_and_prints_it_and_no_later_start_does()
    {
        await using var database = new TestDatabase();
        await database.InitializeAsync();
        var (first, address) = await LoggedService.StartInAsync("Production", database.ConnectionString);
        using (first)
        {
            var key = Assert.Single(first.Lines, line => line.Contains(KeyFormat.Beginning, StringComparison.Ordinal));
            Assert.Equal(KeyFormat.IdIn(key), (await OnlyKeyAsync(database)).Id);
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/v1/models"));
        }

        var (later, _) = await LoggedService.StartInAsync("Production", database.ConnectionString);
        using (later) Assert.DoesNotContain(later.Lines, line => line.Contains(KeyFormat.Beginning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_that_start_at_once_one_makes_the_key()
    {
        await using var database = new TestDatabase();
        await database.InitializeAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var db = database.OpenContext();
            var production = new HostingEnvironment { EnvironmentName = Environments.Production };
            return await new FirstKey(db, Options.Create(new KeyOptions()), production, new AuditTrail(new HttpContextAccessor(), new IdentityHashes(new SecretBox(Options.Create(new SecretOptions()))), TimeProvider.System), TimeProvider.System).ProvideAsync(CancellationToken.None);
        }));

        Assert.Equal(KeyFormat.IdIn(Assert.Single(made.OfType<string>())), (await OnlyKeyAsync(database)).Id);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("pls_admin_a1B2c3D4e5F6_0000000000000000000000000000000000000000000000000")]
    public async Task A_configured_key_of_another_form_stops_the_start_and_is_not_shown(string key)
    {
        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + app.Database.ConnectionString, "--Database:MigrateOnStart=false", "--Keys:First=" + key);

        Assert.Equal(1, exitCode);
        Assert.Contains("Keys:First is no key", error, StringComparison.Ordinal);
        Assert.Contains("--new-key", error, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_prints_a_new_key_and_nothing_else()
    {
        var first = await ServiceProcess.PrintAsync("--new-key");
        var second = await ServiceProcess.PrintAsync("--new-key");

        Assert.NotNull(KeyFormat.IdIn(first.TrimEnd('\n')));
        Assert.StartsWith("pls_admin_", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second, StringComparer.Ordinal);
    }

    private static async Task<ApiKey> OnlyKeyAsync(TestDatabase database)
    {
        await using var db = database.OpenContext();
        return await db.ApiKeys.SingleAsync();
    }
}
