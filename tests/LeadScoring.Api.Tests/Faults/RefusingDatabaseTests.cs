using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F9.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class RefusingDatabaseTests(FaultCluster cluster)
{
    private static readonly int Times = FaultForm.Of(1, 10);

    private static readonly (string Words, string Begin, string End)[] States =
    [
        ("no connection left (53300)", $"ALTER ROLE {FaultCluster.Role} CONNECTION LIMIT 0", $"ALTER ROLE {FaultCluster.Role} CONNECTION LIMIT -1"),
        ("read-only (25006)", "ALTER DATABASE leadscoring SET default_transaction_read_only = on", "ALTER DATABASE leadscoring RESET default_transaction_read_only"),
        ("all connections closed by an administrator (57P01)", "SELECT 1", "SELECT 1"),
    ];

    [Fact]
    public async Task A_database_that_refuses_costs_no_more_than_a_503()
    {
        var load = await cluster.BeginAsync();
        List<string> backs = [];
        foreach (var state in States)
        {
            List<TimeSpan> back = [];
            for (var time = 0; time < Times; time++) back.Add(await RefuseAsync(load, state.Begin, state.End));
            backs.Add($"{state.Words} {back.Max().Seconds()}");
        }

        await cluster.SettleAsync(9, $"{string.Join(", ", States.Select(state => state.Words))}: each {Times} times", load.AnswersByStatus, $"200 again at most after: {string.Join(", ", backs)}");
    }

    /// <summary>Until somebody was told to come back. Connections that were made before know nothing of the new state.</summary>
    private async Task<TimeSpan> RefuseAsync(Load load, string begin, string end)
    {
        await cluster.Server.ExecuteAsync(begin);
        load.TakeAnswers();
        await cluster.Server.CloseConnectionsAsync(FaultCluster.Role);
        await Eventually.IsTrueAsync(() => load.TakeAnswers().Any(answer => answer.Status == 503), "somebody is told to come back");
        await cluster.Server.ExecuteAsync(end);
        var back = await cluster.RecoverAsync();
        await cluster.GoOnAsync();
        return back;
    }
}
