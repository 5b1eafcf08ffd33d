using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>One thing that is told to the service, with the members of an SDK's call; the service's own form of an event has some of them.</summary>
/// <param name="MessageId">The id that makes its repeats known. Attributes that are PUT have one in the ledger only.</param>
/// <param name="Type">A call of an SDK, or one of the two PUTs.</param>
/// <param name="Timestamp">When it happened; for PUTs the service itself says so.</param>
internal sealed record LedgerItem(string MessageId, string Type, DateTimeOffset Timestamp)
{
    public const string Track = "track";
    public const string Identify = "identify";
    public const string Group = "group";
    public const string Alias = "alias";
    public const string PutLead = "put lead";
    public const string PutAccount = "put account";

    public string? UserId { get; init; }

    public string? AnonymousId { get; init; }

    public string? PreviousId { get; init; }

    public string? GroupId { get; init; }

    public string? Event { get; init; }

    public JsonElement? Properties { get; init; }

    /// <summary>Attributes: of the person, or with a group and a PUT of an account those of the account.</summary>
    public JsonElement? Traits { get; init; }

    /// <summary>The identity that it is sent under.</summary>
    [JsonIgnore]
    public string Sender => UserId is not null ? "user:" + UserId : "anon:" + AnonymousId;

    [JsonIgnore]
    public bool IsPut => Type is PutLead or PutAccount;

    /// <summary>Whether <c>POST /v1/events</c> takes it as well.</summary>
    [JsonIgnore]
    public bool IsPlain => Type == Track && GroupId is null;

    /// <summary>The account of which it sets attributes.</summary>
    [JsonIgnore]
    public string? Account => Type switch
    {
        Group or PutAccount => GroupId,
        Identify when Trait("company") is { } company => company.GetProperty("id").GetString(),
        _ => null,
    };

    /// <summary>A trait, or null where there is none of that name.</summary>
    public JsonElement? Trait(string name) => Traits is { } traits && traits.TryGetProperty(name, out var value) ? value : null;
}
