using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Http;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>A message as it is sent, in the form of Standard Webhooks.</summary>
/// <param name="Type">Who crossed which line, such as <c>lead.pql_gained</c> or <c>account.spike</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">What happened.</param>
public sealed record WebhookPayload(string Type, DateTimeOffset Timestamp, WebhookData Data)
{
    /// <summary>Letters of all scripts are written as they are: it is no HTML, and escapes would take six bytes each.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTimeConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>Whom the message names beside the lead that it is about, or once more.</summary>
    internal IEnumerable<string> Ids => ((string?[])[Data.Account?.Champion?.Id, Data.Account?.EconomicBuyer?.Id, Data.MergedInto, .. Data.Lead?.OtherIds ?? [], .. Data.Events.Select(each => each.SentAs)]).OfType<string>();

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>The same without people who are not to be named any more.</summary>
    /// <param name="ids">Their ids, as messages show them.</param>
    internal WebhookPayload Without(IReadOnlySet<string> ids)
    {
        return this with
        {
            Data = Data with
            {
                Lead = Data.Lead is { } lead ? lead with { OtherIds = [.. lead.OtherIds.Where(id => !ids.Contains(id))] } : null,
                Account = Data.Account is { } account ? account with { Champion = Left(account.Champion), EconomicBuyer = Left(account.EconomicBuyer) } : null,
                MergedInto = Data.MergedInto is { } other && ids.Contains(other) ? null : Data.MergedInto,
                Events = [.. Data.Events.Where(each => !ids.Contains(each.SentAs))],
            },
        };

        MessagePerson? Left(MessagePerson? person) => person is not null && ids.Contains(person.Id) ? null : person;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static WebhookPayload Read(string json) => JsonSerializer.Deserialize<WebhookPayload>(json, Json)!;
}

/// <summary>A crossing, with what somebody needs to act on it.</summary>
/// <param name="LeadId">The lead: a user id, or <c>anon:ID</c>; null where an account crossed.</param>
/// <param name="Lead">Who that is.</param>
/// <param name="Account">The company: the lead's, or the one that crossed; null where none is known.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Sequence">The number of the crossing, 1 and up per lead and account: a receiver can drop a message that is overtaken by a later one.</param>
/// <param name="Kind"><c>pql_gained</c>, <c>pql_lost</c>, <c>band_changed</c>, <c>fit_tier_changed</c>, <c>spike</c> or <c>merged</c>.</param>
/// <param name="Spike">For <c>spike</c>: key of the alert.</param>
/// <param name="MergedInto">For <c>merged</c>: the lead that this one is a part of now.</param>
/// <param name="Cause"><c>event</c>, <c>attributes</c>, <c>time</c>, <c>model</c>, <c>merge</c> or <c>retention</c>.</param>
/// <param name="EffectiveAt">When the score crossed.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Before">The numbers before.</param>
/// <param name="After">The numbers after.</param>
/// <param name="Pql">Whether the lead or account is product-qualified after the crossing.</param>
/// <param name="PqlSince">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="Contributions">The lines of points that made the difference, the greatest first.</param>
/// <param name="Events">The events that pushed it over the line, the newest first.</param>
/// <param name="Reasons">The top reasons as text, such as <c>Integration connected +15; Teammates invited +10</c>.</param>
/// <param name="Play">What to open the conversation with, as the model says; null when it does not.</param>
/// <param name="Truncated">Whether events, contributions or texts were cut to keep the message below 20 kB.</param>
public sealed record WebhookData(
    string? LeadId, MessageLead? Lead, MessageAccount? Account, string Model, int ModelVersion, int Sequence, string Kind, string? Spike, string? MergedInto, string Cause,
    DateTimeOffset EffectiveAt, DateTimeOffset RecordedAt, CrossingNumbers Before, CrossingNumbers After, bool Pql, DateTimeOffset? PqlSince,
    IReadOnlyList<ChangedContribution> Contributions, IReadOnlyList<EventBehind> Events, string Reasons, string? Play, bool Truncated);

/// <summary>A person.</summary>
/// <param name="Id">A user id, or <c>anon:ID</c>.</param>
/// <param name="Email">The email address, when it is known.</param>
/// <param name="Name">The name, when it is known.</param>
/// <param name="OtherIds">Other ids of the same person, at most 20.</param>
public sealed record MessageLead(string Id, string? Email, string? Name, IReadOnlyList<string> OtherIds);

/// <summary>A company and who matters there.</summary>
/// <param name="Id">The id that the product gave it, or the domain of its people's addresses.</param>
/// <param name="Name">The name, when it is known.</param>
/// <param name="Champion">Who does the most there; null when nobody does anything yet.</param>
/// <param name="EconomicBuyer">Who probably decides about buying; null when nobody's seniority is known.</param>
public sealed record MessageAccount(string Id, string? Name, MessagePerson? Champion, MessagePerson? EconomicBuyer);

/// <summary>A person of a company.</summary>
/// <param name="Id">A user id, or <c>anon:ID</c>.</param>
/// <param name="Email">The email address, when it is known.</param>
/// <param name="Name">The name, when it is known.</param>
public sealed record MessagePerson(string Id, string? Email, string? Name);
