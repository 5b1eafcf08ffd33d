using LeadScoring.Api.Auditing;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.Deliveries;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Sends an example to an endpoint, at once and once, whether it is enabled or not. It says nothing about the endpoint's health.</summary>
internal sealed class WebhookTest(
    LeadScoringDbContext db, WebhookEndpoints endpoints, WebhookSender sender, AttemptRecorder recorder, DeliveryLog log, ModelCatalog models, IOptions<WebhookOptions> options, AuditTrail audit, TimeProvider clock)
{
    private const string Lead = "ada";

    /// <returns>The message and what came of it; null when there is no such endpoint.</returns>
    public async Task<DeliveryWhole?> SendAsync(Guid endpointId, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(endpointId, cancellationToken) is not { } endpoint)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var subject = LeadKey.OfKey("user:" + Lead);
        var delivery = new WebhookDelivery
        {
            Bucket = subject.Bucket,
            Id = Guid.CreateVersion7(now),
            EndpointId = endpointId,
            LeadId = subject.LeadId,
            Kind = DeliveryKind.Test,
            ModelKey = models.Snapshot.Current.Model.Key,
            Payload = ExampleOf(models.Snapshot.Current, now).Write(),
            State = DeliveryState.Waiting,
            CreatedAt = now,
            BegunAt = now,
            NextAttemptAt = now + options.Value.Lease,
            LeaseId = Guid.NewGuid(),
        };
        db.Add(delivery);
        audit.Add(db, AuditAction.EndpointTested, endpointId.ToString(), new { message = delivery.Id });
        await db.SaveChangesAsync(cancellationToken);
        var (target, claim) = (TargetOf(endpoint), new Claim(delivery.Bucket, delivery.Id, delivery.LeaseId.Value, delivery.Payload, now, 0, IsTest: true));
        // Whoever asked may have hung up: what was sent is written down all the same.
        await recorder.RecordAsync(target, claim, await sender.SendAsync(target, claim, CancellationToken.None), CancellationToken.None);
        return await log.FindAsync(endpointId, delivery.Id, cancellationToken);
    }

    private static WebhookTarget TargetOf(WebhookEndpoint row) =>
        new(row.Id, row.Url, row.Format, row.Settings, row.Secret, FormerSecret.Read(row.FormerSecrets), row.Credentials, row.FailuresInARow);

    private static WebhookPayload ExampleOf(ActiveModel model, DateTimeOffset now) => new("webhook.test", now, new WebhookData(
        Lead,
        new MessageLead(Lead, "ada@acme.example", "Ada Example", []),
        new MessageAccount("acme", "Acme", new MessagePerson(Lead, "ada@acme.example", "Ada Example"), null),
        model.Model.Key, model.Version, 0, DeliveryKind.Test, null, null, TransitionCause.Event, now, now,
        new CrossingNumbers(50, 35, 85, "mql", "strong", []),
        new CrossingNumbers(50, 60, 110, "hot", "strong", []),
        true,
        now,
        [new ChangedContribution("integration", "Integration connected", "product", 0, 15), new ChangedContribution("teammates", "Teammates invited", "product", 0, 10)],
        [new EventBehind("example-1", "Integration Connected", now, Lead)],
        "Integration connected +15; Teammates invited +10",
        "This is a test: nothing happened.",
        Truncated: false));
}
