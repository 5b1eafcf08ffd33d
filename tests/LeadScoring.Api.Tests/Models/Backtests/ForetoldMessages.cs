using LeadScoring.Api.Data;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.FanOut;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>Endpoints with all kinds of wishes, and the messages that are made for them. None is sent: all but the first are disabled, and that one is paused.</summary>
internal static class ForetoldMessages
{
    /// <summary>Puts the endpoints there, in place of those that are.</summary>
    public static async Task AddEndpointsAsync(this LeadScoringApp app, string account)
    {
        await using var db = app.Database.OpenContext();
        await db.WebhookEndpoints.ExecuteDeleteAsync();
        (string Format, string Settings, WebhookFilters Filters)[] endpoints =
        [
            (WebhookFormat.Standard, "{}", new WebhookFilters()),
            (WebhookFormat.Slack, "{}", new WebhookFilters { Kinds = [TransitionKind.PqlGained, TransitionKind.BandChanged] }),
            (WebhookFormat.Standard, "{}", new WebhookFilters { Models = ["second"], Bands = ["hot", "mql"] }),
            (WebhookFormat.Standard, "{}", new WebhookFilters { Accounts = [account] }),
            // Takes leads alone, no accounts.
            (WebhookFormat.HubSpot, "{}", new WebhookFilters { Models = ["product-led", "second"] }),
        ];
        var now = app.Clock.GetUtcNow();
        db.WebhookEndpoints.AddRange(endpoints.Select((each, i) => new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(now),
            Url = "https://example.com/",
            Format = each.Format,
            Description = $"Endpoint {i}",
            Filters = each.Filters.Write(),
            Settings = each.Settings,
            Secret = [],
            FormerSecrets = FormerSecret.None,
            CreatedAt = now.AddHours(i - endpoints.Length),
            ChangedAt = now,
            DisabledAt = i == 0 ? null : now,
            PausedUntil = now.AddYears(1),
        }));
        await db.SaveChangesAsync();
    }

    /// <summary>The messages that were made of a version's coming into force, those that were damped included.</summary>
    public static async Task<MessageCounts> MessagesOfAsync(this LeadScoringApp app, string key, int version)
    {
        await Eventually.IsTrueAsync(
            async () => (await app.Services.GetRequiredService<Transactions>().ReadAsync((connection, ct) => connection.LookForCrossingsAsync(ct), CancellationToken.None)).WaitsSince is null,
            "messages have been made of all crossings");
        await using var db = app.Database.OpenContext();
        var made = await db.WebhookDeliveries.Where(d => db.Transitions.Any(t =>
                t.Bucket == d.Bucket && t.LeadId == d.LeadId && t.Sequence == d.Sequence && t.ModelKey == key && t.ModelVersion == version && t.Cause == TransitionCause.Model))
            .Select(d => new { d.EndpointId, d.Kind }).ToListAsync();
        EndpointMessages[] endpoints = [.. (await db.WebhookEndpoints.OrderBy(each => each.CreatedAt).ToListAsync()).Select(each => new EndpointMessages(
            each.Id, each.Format, each.Description, each.DisabledAt is null, made.Count(d => d.EndpointId == each.Id), made.Count(d => d.EndpointId == each.Id && d.Kind == TransitionKind.PqlGained)))];
        return new MessageCounts(endpoints.Sum(each => each.All), endpoints.Sum(each => each.Gained), 0, endpoints);
    }
}
