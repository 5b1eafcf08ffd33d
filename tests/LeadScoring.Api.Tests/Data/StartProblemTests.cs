using System.Net;
using System.Net.Sockets;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

/// <summary>A start that fails says why, and the way out, and shows no stack trace.</summary>
public sealed class StartProblemTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var error = await ErrorOfAsync("--ConnectionStrings:LeadScoring=" + app.Database.ConnectionString, $"--urls=http://127.0.0.1:{port}");

        Assert.Contains($":{port}", error, StringComparison.Ordinal);
        Assert.Contains("--urls", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(app.Database.ConnectionString) { Host = "127.0.0.1", Port = 1 }.ConnectionString;

        var error = await ErrorOfAsync("--ConnectionStrings:LeadScoring=" + nowhere, "--Database:StartPatience=00:00:00");

        Assert.Contains("database", error, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__LeadScoring", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_to_migrate_that_is_not_named_is_told()
    {
        var error = await ErrorOfAsync("--migrate");

        Assert.Contains("ConnectionStrings:LeadScoring", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_used_is_named()
    {
        var error = await ErrorOfAsync("--ConnectionStrings:LeadScoring=" + app.Database.ConnectionString, "--Rescoring:Chunk=0");

        Assert.Contains("Chunk", error, StringComparison.Ordinal);
    }

    private static async Task<string> ErrorOfAsync(params string[] arguments)
    {
        var (exitCode, error) = await ServiceProcess.RunWithAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return error;
    }
}
