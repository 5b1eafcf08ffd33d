using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

/// <summary>Writers who meet leads that somebody else has locked, as an erasure or another replica does.</summary>
public sealed class HeldLeadTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_lead_that_is_held_does_not_hold_up_others_of_its_lane()
    {
        await using var narrow = app.NewReplica(Given.Settings(("Intake:Lanes", "1")));
        using var client = narrow.CreateClient();
        await client.SendAsync(Given.Event("held", 0, "Signed Up"));

        Task held;
        await using (await app.Database.HoldAsync("user:held"))
        {
            held = client.SendAsync(Given.Event("held", 1, "Signed In"));
            await app.Database.AreWaitingAsync(1, "the first is waiting for the lead");
            await client.SendAsync(Given.Event("free", 1, "Signed In"));
            Assert.False(held.IsCompleted);
        }

        await held;
        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>A replica looks for the links of user ids only once it has met them linked, so it finds out behind the lock.</summary>
    [Theory]
    [InlineData("free", false)]
    [InlineData("held", true)]
    public async Task A_user_who_was_linked_at_another_replica_is_scored_as_the_lead_they_belong_to(string name, bool isHeld)
    {
        using var client = app.CreateClient();
        await client.SendAsync([.. Given.EagerHistory(name + "-user").Take(3), Given.Event(name + "-former", 1, "Signed In")]);
        await client.TakeAsync("alias", $"\"previousId\":\"{name}-former\",\"userId\":\"{name}-user\"");
        await using var replica = app.NewReplica();
        using var other = replica.CreateClient();

        Task sent;
        await using (isHeld ? await app.Database.HoldAsync("user:" + name + "-user") : null)
        {
            sent = other.SendAsync(Given.Event(name + "-former", 2, "Integration Connected", ("integration", "Salesforce")));
            if (isHeld) await app.Database.AreWaitingAsync(1, "it has begun again and waits for the lead in its turn");
            else await sent;
        }

        await sent;
        var score = await client.GetScoreAsync(name + "-former");
        Assert.Equal(name + "-user", score.LeadId);
        Assert.Contains(score.Behavior.Contributions, line => line.Criterion == "integration");
        await Recount.EverythingAddsUpAsync(app);
    }
}
