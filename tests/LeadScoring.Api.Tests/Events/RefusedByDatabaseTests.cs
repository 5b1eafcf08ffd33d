using System.Net;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

public sealed class RefusedByDatabaseTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        await ExecuteAsync("ALTER TABLE events ADD CONSTRAINT poison CHECK (name <> 'Poison') NOT VALID");
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task An_item_that_the_database_refuses_fails_alone()
    {
        using var client = _app.CreateClient();

        var answer = await client.PostEventsAsync($$"""{"events":[{{Event(0)}},{{Event(1, "Poison")}},{{Event(2)}},{{Event(2)}},{{Event(3, "Poison")}},{"messageId":"x"},{{Event(4)}}]}""");

        Assert.Equal((HttpStatusCode.OK, 3, 1), (answer.Status, (int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!));
        Assert.Equal("1 cannot_be_stored, 4 cannot_be_stored, 5 missing_member", string.Join(", ", answer.Body["rejected"]!.AsArray().Select(each => $"{each!["index"]} {each["code"]}")));
        Assert.Equal(3, await _app.Database.CountEventsAsync("ada"));
    }

    [Fact]
    public async Task So_does_what_is_said_of_an_account_and_who_belongs_to_it_is_not_stored_without_it()
    {
        using var client = _app.CreateClient();
        await ExecuteAsync("ALTER TABLE account_events ADD CONSTRAINT poison CHECK (account_id <> 'poison') NOT VALID");

        var answer = await client.PostSdkAsync("/batch/", """
            {"batch":[
             {"event":"$groupidentify","distinct_id":"ada","uuid":"1","properties":{"$group_type":"company","$group_key":"acme","$group_set":{"industry":"SaaS"}}},
             {"event":"Poison","distinct_id":"ada","uuid":"2"},
             {"event":"$groupidentify","distinct_id":"ada","uuid":"3","properties":{"$group_type":"company","$group_key":"poison"}},
             {"event":"Signed In","distinct_id":"ada","uuid":"4"}]}
            """);
        var group = await client.PostSdkAsync("/v1/group", """{"messageId":"5","userId":"bob","groupId":"poison","traits":{"industry":"SaaS"}}""");

        Assert.Equal((2, 0), ((int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!));
        Assert.Equal("1 cannot_be_stored, 2 cannot_be_stored", string.Join(", ", answer.Body["rejected"]!.AsArray().Select(each => $"{each!["index"]} {each["code"]}")));
        Assert.Equal("cannot_be_stored", (string)Assert.Single(group.Body["rejected"]!.AsArray())!["code"]!);
        Assert.Equal((1, 0), (await _app.Database.CountEventsAsync("ada"), await _app.Database.CountEventsAsync("bob")));
    }

    private static string Event(int number, string name = "Signed In") => $$"""{"messageId":"{{number}}","userId":"ada","event":"{{name}}"}""";

    private async Task ExecuteAsync(string sql)
    {
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
