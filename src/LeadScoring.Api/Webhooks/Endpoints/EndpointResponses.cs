using System.Text.Json;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>All endpoints.</summary>
/// <param name="Items">The endpoints, the oldest first.</param>
public sealed record WebhookEndpointsResponse(IReadOnlyList<WebhookEndpointResponse> Items);

/// <summary>An endpoint, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where messages go. That of <c>slack</c> is shortened: whoever knows it can write there.</param>
/// <param name="Format">What messages look like.</param>
/// <param name="Settings">What goes where in a CRM; null for other formats.</param>
/// <param name="HasCredentials">Whether it has credentials, which are never shown.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Filters">Which crossings it is told.</param>
/// <param name="NotifyAgainAfter">How long the same news about the same lead is not told again; null: it always is, and a spike alert once a day.</param>
/// <param name="State"><c>enabled</c>; <c>paused</c> while it is left alone because attempts failed; <c>disabled</c> until somebody enables it. Messages wait meanwhile.</param>
/// <param name="CreatedAt">When it was made. Crossings that were recorded before are not told.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="DisabledAt">Since when it is disabled.</param>
/// <param name="DisabledBecause">Why.</param>
/// <param name="PausedUntil">Until when it is left alone.</param>
/// <param name="FailingSince">Since when every attempt has failed; null: the last one succeeded, or there was none.</param>
/// <param name="FailingBecause">What went wrong the last time; null: it is not failing.</param>
/// <param name="FailuresInARow">How many attempts in a row have failed.</param>
/// <param name="FormerSecretUntil">Until when messages are signed with the secret before, too, the last of them; null: there is none.</param>
public record WebhookEndpointResponse(
    Guid Id, string Url, string Format, JsonElement? Settings, bool HasCredentials, string? Description, WebhookFilters Filters, string? NotifyAgainAfter, string State, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    DateTimeOffset? DisabledAt, string? DisabledBecause, DateTimeOffset? PausedUntil, DateTimeOffset? FailingSince, string? FailingBecause, int FailuresInARow, DateTimeOffset? FormerSecretUntil)
{
    /// <param name="row">The endpoint.</param>
    /// <param name="failingBecause">What went wrong the last time.</param>
    /// <param name="now">The clock.</param>
    internal static WebhookEndpointResponse Of(WebhookEndpoint row, string? failingBecause, DateTimeOffset now)
    {
        var (pausedUntil, isCrm) = (row.PausedUntil > now ? row.PausedUntil : null, row.Format is not (WebhookFormat.Standard or WebhookFormat.Slack));
        return new WebhookEndpointResponse(
            row.Id, row.Url, row.Format, isCrm ? JsonElement.Parse(row.Settings) : null, isCrm, row.Description, WebhookFilters.Read(row.Filters), row.NotifyAgainAfter is { } quiet ? IsoDuration.Write(quiet) : null,
            row.DisabledAt is not null ? "disabled" : pausedUntil is not null ? "paused" : "enabled",
            row.CreatedAt, row.ChangedAt, row.DisabledAt, row.DisabledBecause, pausedUntil, row.FailingSince, failingBecause, row.FailuresInARow,
            FormerSecret.Read(row.FormerSecrets).Where(former => former.Until > now).Max(former => (DateTimeOffset?)former.Until));
    }
}

/// <summary>An endpoint that was just made, with its secret.</summary>
public sealed record WebhookEndpointCreatedResponse : WebhookEndpointResponse
{
    private WebhookEndpointCreatedResponse(WebhookEndpointResponse endpoint)
        : base(endpoint)
    {
    }

    /// <summary>What signs its messages, where the format is <c>standard</c>. It is shown this once; keep it where the receiver can read it.</summary>
    public required string Secret { get; init; }

    internal static WebhookEndpointCreatedResponse Of(WebhookEndpointResponse endpoint, string secret) => new(endpoint) { Secret = secret };
}

/// <summary>A new secret.</summary>
/// <param name="Secret">What signs messages from now on. It is shown this once.</param>
/// <param name="FormerSecretUntil">Until when messages are signed with the one before, too; null: that could not be read any more.</param>
public sealed record WebhookSecretResponse(string Secret, DateTimeOffset? FormerSecretUntil);
