using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// F8. LEADSCORING_SMALL_DISK is the folder of a small file system of its own, which is filled to the last byte. Without it
/// PostgreSQL only says what it says then.
/// </summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class DiskFullTests(FaultCluster cluster)
{
    private static readonly string? SmallDisk = Environment.GetEnvironmentVariable("LEADSCORING_SMALL_DISK");

    private static readonly string[] Logs = ["events", "account_events"];

    [Fact]
    public async Task While_the_disk_is_full_nothing_is_taken_and_nothing_is_lost_and_then_it_goes_on()
    {
        if (SmallDisk is null)
        {
            await FillAsync(cluster, "INSERT refused with 53100", () => SayFullAsync(cluster.Server), () => SayFreeAsync(cluster.Server));
            return;
        }

        using var own = new FaultCluster(SmallDisk, "disk-ledger.jsonl");
        await own.InitializeAsync();
        var ballast = Path.Combine(SmallDisk, "ballast");
        await FillAsync(own, "the disk filled until neither data nor the write-ahead log have space, PostgreSQL stops (PANIC) and cannot recover", () => FillDiskAsync(own, ballast), () => FreeDiskAsync(ballast));
        await own.DisposeAsync();
    }

    private static async Task FillAsync(FaultCluster cluster, string words, Func<Task> fill, Func<Task> free)
    {
        var load = await cluster.BeginAsync();
        await fill();
        load.TakeAnswers();
        await Eventually.IsTrueAsync(() => load.TakeAnswers().Any(answer => answer.Status == 503), "somebody is told to come back");
        await FaultForm.LastsAsync(1, 20);
        var answers = load.TakeAnswers();
        await free();
        var back = await cluster.RecoverAsync();
        await cluster.SettleAsync(8, words, $"meanwhile {answers.ByStatus()}", $"answers meanwhile {answers.Times()}; 200 again after {back.Seconds()}");
    }

    private static async Task SayFullAsync(OwnServer server)
    {
        await server.ExecuteAsync($"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{PostgresErrorCodes.DiskFull}'; END $$");
        foreach (var log in Logs) await server.ExecuteAsync($"CREATE TRIGGER disk_full BEFORE INSERT ON {log} EXECUTE FUNCTION disk_full()");
    }

    private static Task SayFreeAsync(OwnServer server) => server.ExecuteAsync("DROP FUNCTION disk_full() CASCADE");

    private static async Task FillDiskAsync(FaultCluster cluster, string ballast)
    {
        await using (var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            // From large blocks to small ones, until not a page is left.
            for (var block = new byte[1 << 20]; block.Length >= 512; block = new byte[block.Length / 2]) await FillAsync(file, block);
        }

        // Without the next segment of its log PostgreSQL cannot go on.
        await Eventually.IsTrueAsync(async () => !await CanGoOnAsync(cluster.Server), "PostgreSQL stops");
    }

    private static async Task FillAsync(FileStream file, byte[] block)
    {
        try
        {
            while (true) await file.WriteAsync(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<bool> CanGoOnAsync(OwnServer server)
    {
        try
        {
            await server.ExecuteAsync("SELECT pg_switch_wal()");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DiskFull)
        {
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Task FreeDiskAsync(string ballast)
    {
        File.Delete(ballast);
        return Task.CompletedTask;
    }
}
