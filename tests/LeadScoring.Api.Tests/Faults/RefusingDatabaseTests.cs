using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F9.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class RefusingDatabaseTests(FaultCluster cluster)
{
    private static readonly int Times = FaultForm.Of(1, 10);

    [Theory]
    [InlineData("no connection left (53300)", $"ALTER ROLE {FaultCluster.Role} CONNECTION LIMIT 0", $"ALTER ROLE {FaultCluster.Role} CONNECTION LIMIT -1")]
    [InlineData("read-only (25006)", "ALTER DATABASE leadscoring SET default_transaction_read_only = on", "ALTER DATABASE leadscoring RESET default_transaction_read_only")]
    [InlineData("every connection closed by an administrator (57P01)", "SELECT 1", "SELECT 1")]
    public async Task A_database_that_refuses_costs_no_more_than_a_503(string state, string begin, string end)
    {
        var load = await cluster.BeginAsync();
        List<TimeSpan> backs = [];
        for (var time = 0; time < Times; time++)
        {
            await cluster.Server.ExecuteAsync(begin);
            load.TakeAnswers();
            await cluster.Server.CloseConnectionsAsync(FaultCluster.Role);
            await Eventually.IsTrueAsync(() => load.TakeAnswers().Any(answer => answer.Status == 503), "somebody is told to come back");
            await cluster.Server.ExecuteAsync(end);
            backs.Add(await cluster.RecoverAsync());
            await cluster.GoOnAsync();
        }

        await cluster.SettleAsync(9, $"{state}, times {Times}", load.AnswersByStatus, $"200 again after {backs.Max().Seconds()} at most");
    }
}
