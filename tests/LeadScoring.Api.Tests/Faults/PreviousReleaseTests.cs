using LeadScoring.Api.Tests.Startup;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// F24. LEADSCORING_PREVIOUS_RELEASE is the folder of a build of the release before. Without it this release is the one before, of one
/// that adds what migrations may add.
/// </summary>
[Trait("Category", FaultForm.Category)]
public sealed class PreviousReleaseTests
{
    private static readonly string? Previous = Environment.GetEnvironmentVariable("LEADSCORING_PREVIOUS_RELEASE");

    private static readonly int Enough = FaultForm.Of(150, 3_000);

    [Fact]
    public async Task The_release_before_goes_on_while_the_next_one_migrates_and_beside_it()
    {
        await using var database = await EmptyDatabase.NewAsync();
        using var old = new Replica(database.ConnectionString) { Program = Previous is null ? ServiceProcess.Program : Path.Combine(Previous, "LeadScoring.Api.dll") };
        using var next = new Replica(database.ConnectionString);
        await old.StartAsync();
        using var ledger = new Ledger(Path.Combine(AppContext.BaseDirectory, "release-ledger.jsonl"));

        await using var before = Begin([old], ledger, 0);
        await before.GoOnAsync(Enough);
        if (Previous is null) await NextRelease.MigrateAsync(database.ConnectionString);
        await next.StartAsync();
        await before.GoOnAsync(Enough);
        await before.StopAsync();
        await using var beside = Begin([old, next], ledger, 1);
        await beside.GoOnAsync(Enough);

        var exactness = await Exactness.OfAsync(TestDatabase.Of(database.ConnectionString), next.Client, ledger, beside);
        FaultReport.Add(
            24, Previous is null ? "this release under load while its tables become those of a next one, then beside another replica" : "an older build under load while this one migrates its tables, then both",
            $"{exactness.InWords(before.Acknowledged + beside.Acknowledged)}; before and meanwhile {before.AnswersByStatus}; both {beside.AnswersByStatus}", "");
        exactness.IsExact();
        Assert.DoesNotContain(before.TakeAnswers().Concat(beside.TakeAnswers()), answer => answer.Status is 0 or >= 500);
    }

    private static Load Begin(IReadOnlyList<Replica> replicas, Ledger ledger, int round)
    {
        var load = new Load(replicas, ledger, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), LoadShape.Usual, round);
        load.Start();
        return load;
    }
}
