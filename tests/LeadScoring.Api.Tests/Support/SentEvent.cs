using System.Text.Json.Serialization;

namespace LeadScoring.Api.Tests.Support;

/// <summary>An event as a product sends it.</summary>
internal sealed record SentEvent(string MessageId, string? UserId, string? AnonymousId, string Event, DateTimeOffset Timestamp, Dictionary<string, object>? Properties)
{
    /// <summary>The lead it is about, as it stands in paths.</summary>
    [JsonIgnore]
    public string LeadId => UserId ?? "anon:" + AnonymousId;

    /// <summary>The same event of somebody else.</summary>
    public SentEvent Of(string userId) => this with { UserId = userId, AnonymousId = null };
}
