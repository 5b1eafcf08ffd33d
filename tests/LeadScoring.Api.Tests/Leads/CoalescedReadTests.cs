using System.Net;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>Requests for scores that come at the same time are answered from one read.</summary>
public sealed class CoalescedReadTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const int Leads = 20;
    private const int Requests = 200;

    [Fact]
    public async Task Requests_at_once_get_the_answers_that_each_would_get_alone()
    {
        using var client = app.CreateClient();
        await GivenLeadsAsync(client, "crowd");
        // Linked, linked to a linked one, unknown.
        string[] ids = [.. Enumerable.Range(0, Leads).Select(i => $"crowd-{i}"), "anon:crowd-3", "anon:crowd-4", "crowd-old", "crowd-nobody", "anon:crowd-nobody"];
        Dictionary<string, (HttpStatusCode, string)> alone = [];
        foreach (var id in ids) alone[id] = await AnswerAsync(client, id);

        List<Task<(HttpStatusCode, string)>> together;
        await using (await LockLeadsAsync())
        {
            together = [AnswerAsync(client, ids[0])];
            await Eventually.IsTrueAsync(async () => await WaitersAsync() == 1, "a lone request is read at once");
            together.AddRange(Enumerable.Range(1, Requests - 1).Select(i => AnswerAsync(client, ids[i % ids.Length])));
            await Eventually.IsTrueAsync(async () => await WaitersAsync() == 2, "the others are read together");
        }

        var answers = await Task.WhenAll(together);
        for (var i = 0; i < Requests; i++) Assert.Equal(alone[ids[i % ids.Length]], answers[i]);
        Assert.Equal(HttpStatusCode.NotFound, alone["crowd-nobody"].Item1);
        Assert.Contains("\"leadId\":\"crowd-3\"", alone["anon:crowd-3"].Item2, StringComparison.Ordinal);
        Assert.Contains("\"leadId\":\"crowd-5\"", alone["crowd-old"].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_hangs_up_costs_the_others_nothing()
    {
        using var client = app.CreateClient();
        await GivenLeadsAsync(client, "impatient");
        using var impatient = new CancellationTokenSource();

        List<Task<(HttpStatusCode, string)>> patient;
        List<Task<HttpResponseMessage>> gone;
        await using (await LockLeadsAsync())
        {
            gone = [.. Enumerable.Range(0, Leads).Select(i => client.GetAsync(new Uri($"/v1/leads/impatient-{i}/score", UriKind.Relative), impatient.Token))];
            patient = [.. Enumerable.Range(0, Leads).Select(i => AnswerAsync(client, $"impatient-{i}"))];
            await Eventually.IsTrueAsync(async () => await WaitersAsync() > 0, "a reader waits for the table");
            await impatient.CancelAsync();
            foreach (var each in gone) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each);
        }

        Assert.All(await Task.WhenAll(patient), answer => Assert.Equal(HttpStatusCode.OK, answer.Item1));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_fails_alone()
    {
        using var client = app.CreateClient();
        await GivenLeadsAsync(client, "damaged");
        await ExecuteAsync($$"""UPDATE leads SET attributes = '{"title": 5}' WHERE lead_id = 'user:damaged-7'""");
        await ExecuteAsync($"UPDATE lead_scores SET activation = 999 WHERE lead_id = 'user:damaged-8'");

        List<Task<(HttpStatusCode Status, string)>> together;
        await using (await LockLeadsAsync())
        {
            together = [.. Enumerable.Range(0, Leads).Select(i => AnswerAsync(client, $"damaged-{i}"))];
            await Eventually.IsTrueAsync(async () => await WaitersAsync() > 0, "a reader waits for the table");
        }

        var answers = await Task.WhenAll(together);
        for (var i = 0; i < Leads; i++)
        {
            // 8 is of a model that nobody knows yet: it may be read later.
            Assert.Equal(i switch { 7 => HttpStatusCode.InternalServerError, 8 => HttpStatusCode.ServiceUnavailable, _ => HttpStatusCode.OK }, answers[i].Status);
        }

        await ExecuteAsync($$"""UPDATE leads SET attributes = '{}' WHERE lead_id = 'user:damaged-7'""");
        await ExecuteAsync($"UPDATE lead_scores SET activation = 1 WHERE lead_id = 'user:damaged-8'");
    }

    [Fact]
    public async Task While_the_database_is_away_all_of_them_are_told_to_come_again()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = replica.CreateClient();
        await GivenLeadsAsync(client, "away");

        await proxy.CutAsync();

        var turnedAway = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => AnswerAsync(client, $"away-{i % Leads}")));
        Assert.All(turnedAway, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Item1));
        proxy.Mend();
        await Eventually.IsTrueAsync(async () => (await AnswerAsync(client, "away-1")).Status == HttpStatusCode.OK, "scores are read again");
    }

    [Fact]
    public async Task A_service_that_stops_answers_those_who_wait()
    {
        await using var replica = app.NewReplica();
        using var client = replica.CreateClient();
        await GivenLeadsAsync(client, "stop");
        var reads = replica.Services.GetRequiredService<CoalescedReads>();

        Task<ScoredLead?>[] waiting;
        Task stopped;
        await using (await LockLeadsAsync())
        {
            waiting = [.. Enumerable.Range(0, Requests).Select(i => reads.ReadAsync(Identity.User($"stop-{i % Leads}"), CancellationToken.None))];
            stopped = reads.StopAsync(CancellationToken.None);
            await Assert.ThrowsAsync<TimeoutException>(() => reads.ReadAsync(Identity.User("stop-1"), CancellationToken.None));
        }

        await stopped;
        Assert.All(waiting, each => Assert.True(each.IsCompletedSuccessfully));
    }

    /// <summary>Twenty leads; of 3 and 4 an anonymous id is known too, and 5 was somebody else before.</summary>
    private static async Task GivenLeadsAsync(HttpClient client, string name)
    {
        await client.SendAsync(Enumerable.Range(0, Leads).SelectMany(i => Enumerable.Range(0, 1 + (i % 4)).Select(day => Given.Event($"{name}-{i}", day, "Signed In"))));
        await client.SendAsync(Given.Event($"{name}-3", 4, "Signed In") with { AnonymousId = $"{name}-3" }, Given.Event($"{name}-4", 4, "Signed In") with { AnonymousId = $"{name}-4" });
        await client.TakeAsync("alias", $"\"userId\":\"{name}-5\",\"previousId\":\"{name}-old\"");
    }

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(HttpClient client, string lead)
    {
        using var answer = await client.GetAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(lead)}/score", UriKind.Relative));
        // An error carries the number of its request.
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "");
    }

    /// <summary>Until it is disposed of, nobody reads the table.</summary>
    private async Task<Locked> LockLeadsAsync()
    {
        var db = app.Database.OpenContext();
        var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"LOCK TABLE leads IN ACCESS EXCLUSIVE MODE");
        return new Locked(db, transaction);
    }

    private async Task<int> WaitersAsync()
    {
        await using var db = app.Database.OpenContext();
        return await db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_locks WHERE NOT granted AND relation = 'leads'::regclass""").SingleAsync();
    }

    private async Task ExecuteAsync(FormattableString sql)
    {
        await using var db = app.Database.OpenContext();
        Assert.Equal(1, await db.Database.ExecuteSqlAsync(sql));
    }

    private sealed record Locked(DbContext Db, IDbContextTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Db.DisposeAsync();
        }
    }
}
