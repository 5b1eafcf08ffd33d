using System.Diagnostics;
using Npgsql;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F5.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class DatabaseHangsTests(FaultCluster cluster)
{
    [Fact]
    public async Task While_the_database_hangs_nobody_waits_for_it_for_long_and_then_all_is_taken()
    {
        var load = await cluster.BeginAsync();
        await using var live = new Probe(cluster.Replicas, "/health/live");
        await cluster.Server.FreezeAsync();
        var frozen = Stopwatch.GetTimestamp();
        load.TakeAnswers();

        await FaultForm.LastsAsync(4, 60);
        var (lasted, answers, alive) = (Stopwatch.GetElapsedTime(frozen), load.TakeAnswers(), live.Answers);
        await cluster.Server.ThawAsync();
        var connections = await ConnectionsAsync();
        var back = await cluster.RecoverAsync();

        Assert.All(live.Answers, answer => Assert.Equal(200, answer.Status));
        Assert.InRange(connections, 0, cluster.Replicas.Count * FaultCluster.PoolSize);
        await cluster.SettleAsync(
            5, $"all of PostgreSQL stopped by SIGSTOP for {lasted.TotalSeconds:0} s",
            $"meanwhile {answers.ByStatus()}; {connections} connections of {cluster.Replicas.Count * FaultCluster.PoolSize} afterwards; live {live.Answers.ByStatus()}",
            $"answers meanwhile {answers.Times()}; live meanwhile {alive.Times()}; 200 again after {back.Seconds()}");
    }

    private async Task<int> ConnectionsAsync()
    {
        await using var source = NpgsqlDataSource.Create(cluster.Server.Database.ConnectionString);
        await using var command = source.CreateCommand($"SELECT count(*)::int FROM pg_stat_activity WHERE usename = '{FaultCluster.Role}'");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
