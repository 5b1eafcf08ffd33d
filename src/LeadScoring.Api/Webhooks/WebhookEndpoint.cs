namespace LeadScoring.Api.Webhooks;

/// <summary>Somebody who is told when leads and accounts cross lines.</summary>
public sealed class WebhookEndpoint
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Where messages go.</summary>
    public required string Url { get; set; }

    /// <summary>What messages look like: see <see cref="WebhookFormat"/>.</summary>
    public required string Format { get; set; }

    /// <summary>What it is for, in words; null for nothing.</summary>
    public string? Description { get; set; }

    /// <summary>Which transitions it wants, as JSON.</summary>
    public required string Filters { get; set; }

    /// <summary>What the format needs beside the address, as JSON without secrets.</summary>
    public required string Settings { get; set; }

    /// <summary>How long the same news about the same lead is not told again; null: it always is.</summary>
    public TimeSpan? NotifyAgainAfter { get; set; }

    /// <summary>The secret that signs, encrypted.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The secrets before, as JSON: see <see cref="FormerSecret"/>.</summary>
    public required string FormerSecrets { get; set; }

    /// <summary>What the format authenticates itself with, encrypted; null for nothing.</summary>
    public byte[]? Credentials { get; set; }

    /// <summary>When it was made. Transitions that were recorded before are not told.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Since when nothing is sent; null: it is enabled.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Why, in words; null: it is enabled.</summary>
    public string? DisabledBecause { get; set; }

    /// <summary>Since when every attempt has failed; null: the last one succeeded, or there was none.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>How many attempts in a row have failed.</summary>
    public int FailuresInARow { get; set; }

    /// <summary>Until when nothing is tried, since too much failed; null: it is.</summary>
    public DateTimeOffset? PausedUntil { get; set; }
}

/// <summary>What messages look like.</summary>
internal static class WebhookFormat
{
    /// <summary>Standard Webhooks.</summary>
    public const string Standard = "standard";

    /// <summary>A Block Kit message for an incoming webhook of Slack.</summary>
    public const string Slack = "slack";

    /// <summary>Contact properties of HubSpot, by email address.</summary>
    public const string HubSpot = "hubspot";

    /// <summary>Fields of a Salesforce object, by an external id.</summary>
    public const string Salesforce = "salesforce";
}
