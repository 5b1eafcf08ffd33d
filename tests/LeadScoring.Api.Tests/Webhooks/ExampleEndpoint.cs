using LeadScoring.Api.Secrets;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>The endpoint and the message that the examples of the API's description name.</summary>
internal static class ExampleEndpoint
{
    private static readonly Guid Id = Guid.Parse("0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e");
    private static readonly Guid Delivery = Guid.Parse("0195563f-9c10-7f2b-8a6d-5e1c0d9b7a42");

    public static async Task MakeAsync(LeadScoringApp app)
    {
        var now = app.Clock.GetUtcNow();
        await using var db = app.Database.OpenContext();
        db.Add(new WebhookEndpoint
        {
            Id = Id,
            // Of documentation: never connected to.
            Url = "http://192.0.2.1/hook",
            Format = WebhookFormat.Standard,
            Filters = new WebhookFilters().Write(),
            Settings = "{}",
            FormerSecrets = FormerSecret.None,
            Secret = app.Services.GetRequiredService<SecretBox>().Seal(new byte[WebhookSignature.SecretLength], Id, WebhookSignature.Purpose),
            CreatedAt = now,
            ChangedAt = now,
        });
        db.Add(new WebhookDelivery
        {
            Bucket = 1,
            Id = Delivery,
            EndpointId = Id,
            LeadId = "user:ada",
            Sequence = 1,
            Kind = "spike:integration_connected",
            ModelKey = "product-led",
            Payload = "{}",
            State = DeliveryState.Delivered,
            CreatedAt = now,
            BegunAt = now,
            DeliveredAt = now,
        });
        await db.SaveChangesAsync();
    }
}
