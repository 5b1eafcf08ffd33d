using System.Text;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Models.Backtests;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Signals;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>Somebody on whom something is held in every table that can hold anything on people.</summary>
internal static class WholePerson
{
    public const string Id = "zelda-90417";
    public const string Device = Id + "-phone";
    public const string Email = "Zelda+90417@Customer.Example";
    public const string Colleague = "colleague";
    public const string Account = "customer-inc";

    /// <summary>Texts that stand in the database as long as anything is held.</summary>
    public static readonly string[] Traces = [Id, Email];

    /// <summary>A worker that only looks when a test makes it, backtests that begin at once, and webhooks to this machine, where each message is tried however many fail.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>(
        WebhookCalls.Settings(("Rescoring:Interval", "01:00:00"), ("Rescoring:Enabled", "false"), ("Backtests:Interval", "00:00:00.020"), ("Backtests:Share", "1"), ("Signals:FlushInterval", "00:00:00.100"), ("Webhooks:FailuresUntilPause", "1000")), StringComparer.Ordinal);

    public static async Task MakeAsync(LeadScoringApp app, HttpClient client, WebhookReceiver receiver)
    {
        // Receivers may answer with what they were sent.
        receiver.Answer = async (context, message) =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync(message.Body);
        };
        await client.CreateEndpointAsync(receiver.UrlOf());
        await client.TakePlanAsync("""{"mode":"observe","unplanned":"allow","events":{"Signed Up":{"additional":false,"properties":{"n":{"type":"number"}}}}}""");
        await MakeLeadsAsync(app, client);
        await MakeQuarantineAsync(client);
        await client.RunAsync("impact");
        await NoteAsPlaceAsync(app);
        await Eventually.IsTrueAsync(
            async () => (await app.Database.DumpAsync()) is var dump && HasTrace(dump, "plan_violations") && dump.Count(line => line.StartsWith("webhook_attempts: ", StringComparison.Ordinal)) == dump.Count(line => line.StartsWith("webhook_deliveries: ", StringComparison.Ordinal)),
            "violations are written and each message was tried");
    }

    public static bool HasTrace(IEnumerable<string> dump, string table) =>
        dump.Any(line => line.StartsWith(table + ": ", StringComparison.Ordinal) && Traces.Any(trace => line.Contains(trace, StringComparison.OrdinalIgnoreCase)));

    private static async Task MakeLeadsAsync(LeadScoringApp app, HttpClient client)
    {
        await Given.PerfectFitAsync(client, Account, Id, Colleague);
        await client.PutLeadAsync(Colleague, new { email = Colleague + "@customer.example" });
        await client.PutLeadAsync(Id, new { email = Email, title = "CEO", name = "Zelda" });
        await client.SendAsync([.. Given.EagerHistory(Id), Given.Event(Id, 0, "Signed Up", ("n", Id))]);
        await client.SendAsync(Given.AnonymousEvent(Device, 0, "Signed Up"), Given.Event(Id, 1, "Signed In") with { AnonymousId = Device });
        await Recount.NothingIsDueAsync(app);
        // A colleague who uses the same device, and about whom messages name the person as champion and likely buyer.
        await client.SendAsync([.. Given.EagerHistory(Colleague).Take(8), Given.Event(Colleague, 2, "Signed In") with { AnonymousId = Device }]);
        await Recount.NothingIsDueAsync(app);
        await app.DraftAsync(TestModels.Of("product-led", TestModels.PqlFrom(150), TestModels.Velocity(10)));
    }

    private static async Task MakeQuarantineAsync(HttpClient client)
    {
        await client.RefusedAsync($$"""{"messageId":"q1","userId":"{{Id}}","event":["x"]}""");
        await client.RefusedAsync($$$"""{"messageId":"q2","event":"Asked","properties":{"note":"write to {{{Email.ToUpperInvariant()}}}"}}""");
        await client.RefusedAsync("""{"messageId":"q3","event":"Asked","properties":{"note":"zelda\u002b90417@customer.example"}}""");
        await client.RefusedAsync("/v1/batch", Encoding.UTF8.GetBytes($$$"""{"context":{"device":"{{{Device}}}"},"batch":[{"messageId":"q4","type":"track"}]}"""));
    }

    /// <summary>Where work has got to is told by the last lead. Messages of all crossings are made by then.</summary>
    private static async Task NoteAsPlaceAsync(LeadScoringApp app)
    {
        var key = LeadKey.OfKey("user:" + Id);
        await using var db = app.Database.OpenContext();
        await Eventually.IsTrueAsync(async () => await db.WebhookDeliveries.CountAsync() == await db.Transitions.CountAsync(), "messages are made");
        await db.Database.ExecuteSqlAsync($"UPDATE webhook_progress SET position = position + 1, bucket = {key.Bucket}, lead_id = {key.LeadId}");
        await db.Database.ExecuteSqlAsync($"UPDATE model_activations SET backfill_bucket = {key.Bucket}, backfill_lead = {key.LeadId}");
    }
}
