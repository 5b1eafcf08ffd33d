using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F22 with SDKs themselves, their queues and their patience: Customer.io's tries for 0.6 s in all, RudderStack's for 1.5 s.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class SdkRestartTests
{
    private const int PerSecond = 80;

    private static readonly string[] Names = ["rudderstack", "customerio"];
    private static readonly int Events = FaultForm.Of(600, 10_000);

    [Fact]
    public async Task SDKs_lose_nothing_while_replicas_behind_a_load_balancer_are_restarted()
    {
        var server = await OwnServer.StartAsync();
        await using var cluster = await Cluster.StartAsync(server, server.Database.ConnectionString, "--Shutdown:ReadinessDelay=00:00:01");
        await using var balancer = new Balancer(() => [.. cluster.Replicas.Select(replica => replica.Client.BaseAddress!)]);
        balancer.Start();
        await balancer.AreReadyAsync(cluster.Replicas.Count);
        var key = await NewKeyAsync(cluster.Replicas);

        using var patience = new CancellationTokenSource(Sdks.Patience * 4);
        var all = Task.WhenAll(Names.Select(name => Sdks.RunAsync(
            patience.Token, "stream.mjs", name, balancer.Address.ToString().TrimEnd('/'), name, key, Events.ToString(CultureInfo.InvariantCulture), PerSecond.ToString(CultureInfo.InvariantCulture))));
        var restarts = 0;
        try
        {
            do
            {
                var replica = cluster.Replicas[restarts++ % cluster.Replicas.Count];
                Assert.Equal(0, await replica.TerminateAsync());
                await replica.StartAsync();
                await balancer.AreReadyAsync(cluster.Replicas.Count);
            }
            while (!all.IsCompleted);
        }
        catch
        {
            await patience.CancelAsync();
            throw;
        }

        var errors = (await all).SelectMany(run => run.Errors).ToList();
        await using var db = server.Database.OpenContext();
        var stored = await db.Events.Select(e => e.MessageId).ToListAsync();
        string[] sent = [.. Names.SelectMany(name => Enumerable.Range(1, Events).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}-{i}")))];
        var lost = sent.Except(stored, StringComparer.Ordinal).Count();
        FaultReport.Add(
            22, string.Create(CultureInfo.InvariantCulture, $"SIGTERM and a new start of two replicas behind a load balancer in turn, {restarts} times, while the SDKs of RudderStack and Customer.io send {Events:N0} events each"),
            string.Create(CultureInfo.InvariantCulture, $"{lost} of {sent.Length:N0} lost, {stored.Count - stored.Distinct(StringComparer.Ordinal).Count()} doubled, {errors.Count} given up by an SDK; {balancer.Refused} connections while no replica was ready"), "");
        Assert.Empty(errors);
        Assert.Equal(sent.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Comes back when all replicas know it.</summary>
    private static async Task<string> NewKeyAsync(IReadOnlyList<Replica> replicas)
    {
        using var made = await replicas[0].Client.PostAsJsonAsync("/v1/keys", new { name = "sdks", scopes = new[] { "ingest" } });
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        foreach (var replica in replicas) await Eventually.IsTrueAsync(() => IsTakenAsync(replica.Client, key), "the key is known");
        return key;
    }

    private static async Task<bool> IsTakenAsync(HttpClient client, string key)
    {
        using var answer = await client.PostAsJsonAsync("/v1/batch", new { writeKey = key, batch = Array.Empty<object>() });
        return answer.IsSuccessStatusCode;
    }
}
