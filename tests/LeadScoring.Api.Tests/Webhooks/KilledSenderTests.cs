using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>The built service, killed.</summary>
public sealed class KilledSenderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Leads = 10;

    [Fact]
    public async Task A_replica_that_is_killed_while_it_sends_loses_nothing_and_what_comes_twice_has_the_same_id()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) => Task.WhenAny(release.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        string[] settings =
        [
            "--ConnectionStrings:LeadScoring=" + database.ConnectionString, "--Database:MigrateOnStart=false", "--Secrets:Key=" + LeadScoringApp.SecretKey,
            "--Webhooks:AllowedNetworks:0=127.0.0.0/8", "--Webhooks:Timeout=00:00:04", "--Webhooks:Lease=00:00:08",
        ];
        Guid id;
        using (var first = await ServiceProcess.StartWithAsync(settings))
        {
            using var client = new HttpClient { BaseAddress = first.Address };
            (id, _) = await client.CreateEndpointAsync(receiver.UrlOf());
            await client.SendAsync(Enumerable.Range(1, Leads).Select(i => Given.Event($"lead-{i}", 7, "Integration Connected") with { Timestamp = DateTimeOffset.UtcNow }));
            await Eventually.IsTrueAsync(() => receiver.Messages.Count > 0, "it is sending");
            await first.KillAsync();
        }

        release.SetResult();
        using var second = await ServiceProcess.StartWithAsync(settings);
        using var after = new HttpClient { BaseAddress = second.Address };

        await Eventually.IsTrueAsync(async () => (await after.DeliveriesAsync(id, "delivered")).Count == Leads, "all arrive");
        Assert.Equal(Leads, receiver.Messages.Select(message => message.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Leads, receiver.Messages.Select(message => message.Body).Distinct(StringComparer.Ordinal).Count());
        Assert.True(receiver.Messages.Count > Leads, "What was under way came again.");
    }
}
