using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

/// <summary>Which account events name beside what they are about: it counts at every moment, in whatever order and batches they come.</summary>
public sealed class MembershipTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>Type, hours and account of calls about one lead.</summary>
    private static readonly (string Type, double At, string? Account)[] Calls =
    [
        ("track", 1, "a"), ("track", 2, "a"), ("group", 2.5, "b"), ("track", 3, "a"), ("track", 4, "a"), ("track", 4.5, null),
        ("identify", 5, null), ("track", 6, "b"), ("track", 6, "c"), ("group", 6, "a"), ("track", 7, "c"), ("page", 8, "c"),
    ];

    [Fact]
    public async Task An_event_between_two_that_name_the_same_account_counts_beside_a_group_and_a_repeat_changes_no_past_answer()
    {
        using var client = app.CreateClient();
        (await client.PostSdkAsync("/v1/batch", BatchOf("between", [.. Calls.Take(5)]))).IsSuccess(accepted: 5, duplicates: 0);
        var before = await AccountsAsync();

        (await client.PostSdkAsync("/v1/batch", BatchOf("between", Calls[3]))).IsSuccess(accepted: 0, duplicates: 1);
        (await client.PostSdkAsync("/v1/batch", BatchOf("between", Calls[3] with { Account = "b" }))).IsSuccess(accepted: 0, duplicates: 1);

        Assert.Equal("b a a", before);
        Assert.Equal(before, await AccountsAsync());
        await Recount.EverythingAddsUpAsync(app);

        async Task<string> AccountsAsync() => $"{await AccountAsync(client, "between", 2.7)} {await AccountAsync(client, "between", 3.5)} {await AccountAsync(client, "between", 4)}";
    }

    [Fact]
    public async Task In_any_order_and_batches_with_repeats_every_moment_has_the_account_that_was_named_last()
    {
        using var client = app.CreateClient();
        foreach (var seed in Enumerable.Range(0, 12))
        {
            var (lead, random) = ($"any-{seed}", new Random(seed));
            var order = Calls.Concat(Calls.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(order);
            for (var sent = 0; sent < order.Length;)
            {
                var batch = order.Skip(sent).Take(random.Next(1, 8)).ToArray();
                app.Clock.Advance(TimeSpan.FromMilliseconds(1));
                await client.PostSdkAsync("/v1/batch", BatchOf(lead, batch));
                sent += batch.Length;
            }

            foreach (var hour in (double[])[1, 2, 2.4, 2.5, 2.9, 3, 3.5, 4, 5.5, 6, 6.5, 7, 8, 9])
            {
                var expected = Calls.Where(call => call.At <= hour && call.Account is not null).OrderBy(call => call.At).ThenBy(IdOf, StringComparer.Ordinal).Last().Account;
                Assert.Equal((seed, hour, expected), (seed, hour, await AccountAsync(client, lead, hour)));
            }
        }

        await Recount.EverythingAddsUpAsync(app);
    }

    [Theory]
    [InlineData("m (account)")]
    [InlineData(" m")]
    public async Task No_message_id_of_a_client_is_taken_for_the_entry_beside_an_event(string other)
    {
        using var client = app.CreateClient();
        var lead = $"own-{other.Length}";

        (await client.PostSdkAsync("/v1/track", $$"""{"messageId":"m","userId":"{{lead}}","event":"Signed In","groupId":"acme"}""")).IsSuccess(accepted: 1, duplicates: 0);
        (await client.PostSdkAsync("/v1/track", $$"""{"messageId":"{{other}}","userId":"{{lead}}","event":"Signed In","groupId":"acme"}""")).IsSuccess(accepted: 1, duplicates: 0);

        await using var db = app.Database.OpenContext();
        var entries = await db.Events.Where(e => e.Identity == "user:" + lead).ToListAsync();
        Assert.Equal((2, 2), (entries.Count(e => e.Kind == IncomingEvent.Track), entries.Count(e => e.Kind == IncomingEvent.Identify)));
        Assert.All(entries.Where(e => e.Kind == IncomingEvent.Identify), e => Assert.True(e.MessageId.Length > IntakeLimits.MessageId && e.MessageId[0] == ' '));
    }

    [Fact]
    public async Task Thousands_of_events_that_name_one_account_share_a_few_entries()
    {
        using var client = app.CreateClient();
        var calls = Enumerable.Range(0, 1_001).Select(i => $$"""{"type":"track","messageId":"run{{i}}","userId":"run","event":"e","groupId":"run-{{(i == 500 ? "b" : "a")}}","timestamp":"{{Given.Day0.AddMinutes(i).InQuery()}}"}""");

        (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', calls.Reverse())}}]}""")).IsSuccess(accepted: 1_001, duplicates: 0);

        await using var db = app.Database.OpenContext();
        Assert.Equal(11, await db.Events.CountAsync(e => e.Identity == "user:run" && e.Kind == IncomingEvent.Identify));
        Assert.Equal("run-a", (await app.Database.ScoreRowOfAsync("run")).AccountId);
        foreach (var (minutes, account) in ((int, string)[])[(499, "run-a"), (500, "run-b"), (501, "run-a")])
        {
            Assert.Equal(account, await AccountAsync(client, "run", minutes / 60.0));
        }
    }

    private static async Task<string?> AccountAsync(HttpClient client, string lead, double hour) =>
        (string?)(await client.GetOfLeadAsync(lead, $"score?format=flat&asOf={Given.Day(hour / 24).InQuery()}"))["accountId"];

    private static string IdOf((string Type, double At, string? Account) call) => $"{call.Account}{call.At}";

    private static string BatchOf(string lead, params (string Type, double At, string? Account)[] calls) => new JsonObject
    {
        ["batch"] = new JsonArray([.. calls.Select(call => new JsonObject
        {
            ["type"] = call.Type, ["messageId"] = $"{(call.Type == "track" && call.At == 3 ? "a" : call.Account)}{call.At}", ["userId"] = lead, ["event"] = "e",
            ["timestamp"] = Given.Day(call.At / 24).InQuery(), ["groupId"] = call.Account,
        })]),
    }.ToJsonString();
}
