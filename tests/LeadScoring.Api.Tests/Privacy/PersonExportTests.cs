using System.Net;
using System.Text.Json;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Privacy.Exports;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>An export has what erasure removes.</summary>
public sealed class PersonExportTests : IAsyncLifetime, IDisposable
{
    /// <summary>Of these erasure changes rows instead of deleting them.</summary>
    private static readonly string[] Changed = ["account_scores", "plan_violations"];

    private readonly LeadScoringApp _app = new(WholePerson.Settings);
    private HttpClient _client = null!;
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        (_client, _receiver) = (_app.CreateClient(), await WebhookReceiver.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)_app).DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Each_row_that_erasure_removes_stands_in_the_export_and_nothing_of_others_does()
    {
        await WholePerson.MakeAsync(_app, _client, _receiver);
        var before = await _app.Database.DumpAsync();

        var export = await _client.ExportAsync("anon:" + WholePerson.Device);
        await _client.EraseAsync(WholePerson.Id);

        var after = await _app.Database.DumpAsync();
        Assert.All(PersonalData.Tables, table => Assert.True(table.Section is not null ^ table.NotExported is not null, table.Name));
        Assert.All(
            PersonalData.Tables.Where(table => table.Section is not null),
            table => Assert.Equal(
                (table.Name, Changed.Contains(table.Name, StringComparer.Ordinal) ? before.Count(line => WholePerson.HasTrace([line], table.Name)) : CountOf(before, table.Name) - CountOf(after, table.Name)),
                (table.Name, export[table.Section!]!.AsArray().Count(row => table.Section != "messages" || row!["payload"] is not null))));
        Assert.DoesNotContain(WholePerson.Colleague, export.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_reads_as_it_is_described()
    {
        await WholePerson.MakeAsync(_app, _client, _receiver);

        var export = (await _client.ExportAsync(WholePerson.Id)).Deserialize<PersonExport>(JsonSerializerOptions.Web)!;

        Assert.Equal((WholePerson.Id, WholePerson.Email), (export.LeadId, export.Attributes["email"].ToString()));
        Assert.Equal(["anon:" + WholePerson.Device, WholePerson.Id], export.Identities.Select(identity => identity.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(WholePerson.Id, export.Identities.Single(identity => identity.LinkedAt is not null).LinkedTo);
        Assert.Equal(150, Assert.Single(export.Scores).Total);
        Assert.Contains(export.Events, entry => entry is { Event: "Signed In", AnonymousId: WholePerson.Device });
        Assert.Contains(export.Transitions, crossing => crossing.Transition.Kind == "pql_gained");
        Assert.Equal((WholePerson.Account, true), (Assert.Single(export.Accounts).AccountId, export.Accounts[0].IsChampion || export.Accounts[0].IsEconomicBuyer));
        Assert.Equal(4, export.Quarantine.Count(item => item.Item is not null));
        Assert.Equal("Signed Up", Assert.Single(export.Violations).Event);
        Assert.Equal("stops_being_pql", Assert.Single(export.Backtests).Flip.Kind);
        Assert.Contains(export.Messages, message => message.Payload is not null && message.Answers.Count > 0);
        Assert.Contains(export.Messages, message => message.Payload is null);
    }

    [Fact]
    public async Task Messages_about_the_person_stand_there_without_the_colleagues_whom_they_name()
    {
        _receiver.Answer = async (context, message) => await context.Response.WriteAsync(message.Body);
        await _client.CreateEndpointAsync(_receiver.UrlOf());
        await Given.PerfectFitAsync(_client, "acme", "mia", "boss");
        await _client.PutLeadAsync("boss", new { email = "boss@acme.example", title = "CEO" });
        await _client.SendAsync(Given.EagerHistory("boss"));
        await Recount.NothingIsDueAsync(_app);
        await _client.SendAsync([.. Given.EagerHistory("mia").Take(8)]);
        await Eventually.IsTrueAsync(HasRepeatedAsync, "a receiver has repeated a message about one that names the other");
        var export = await _client.ExportAsync("mia");

        Assert.DoesNotContain("boss", export.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(export["messages"]!.AsArray(), message => (string?)message!["payload"]?["data"]!["account"]?["id"] == "acme");
    }

    [Fact]
    public async Task A_long_log_is_written_in_parts_and_each_entry_stands_there_once()
    {
        SentEvent[] events = [.. Enumerable.Range(0, (2 * PersonSource.Part) + 50).Select(i => Given.Event("lena", i / 100.0, "Signed In") with { AnonymousId = $"lena-{i % 3}" })];
        await _client.SendAsync(events);

        var export = await _client.ExportAsync("lena");

        Assert.Equal(events.Select(sent => sent.MessageId).Order(StringComparer.Ordinal), export["events"]!.AsArray().Select(entry => (string)entry!["messageId"]!).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Somebody_on_whom_nothing_is_held_has_no_export_and_somebody_with_a_kept_item_has_one()
    {
        await _client.RefusedAsync("""{"messageId":"q1","userId":"nina-7","event":["x"]}""");

        var known = await _client.ExportAsync("nina-7");

        Assert.Single(known["quarantine"]!.AsArray());
        Assert.Empty(known["events"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, await _client.StatusOfAsync("/v1/leads/nobody/export"));
    }

    private async Task<bool> HasRepeatedAsync()
    {
        await using var db = _app.Database.OpenContext();
        return await db.Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM webhook_attempts WHERE response LIKE '%"leadId":"mia"%boss@acme.example%') AS "Value" """).SingleAsync();
    }

    private static int CountOf(IEnumerable<string> dump, string table) => dump.Count(line => line.StartsWith(table + ": ", StringComparison.Ordinal));
}
