using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Segment;

namespace LeadScoring.Api.PostHog;

/// <summary>Reads events as PostHog's SDKs send them. Unknown members are no fault.</summary>
/// <param name="shared">What the request says for all its items.</param>
/// <param name="spareId">The message id for an item without one; null: each gets one of its own.</param>
internal sealed class PostHogReader(JsonElement shared, string? spareId)
{
    /// <summary>The types of groups that are companies; others are not looked at.</summary>
    private static readonly string[] AccountTypes = ["company", "organization", "organisation", "account"];

    private readonly DateTimeOffset? _sentAt = ClientTime.ReadUsable(shared, "sent_at");

    /// <exception cref="RejectedItemException">The event cannot be taken.</exception>
    public IncomingItem Read(JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        var name = LenientReader.Text(item, "event", IntakeLimits.EventName) ?? throw ItemReader.Missing("event", "the event's name, such as Signed In");
        var properties = LenientReader.Object(item, "properties") ?? ItemReader.Empty;
        var call = Common(item, properties, receipt);
        return name switch
        {
            "$identify" or "$set" => LeadTraits.Identify(call, PersonIn(item, properties)),
            "$groupidentify" => Company(call, properties),
            "$create_alias" => Alias(call, properties),
            "$pageview" => call.Track(ViewName.Of(null, "Page"), properties),
            "$screen" => call.Track(ViewName.Of(LenientReader.Text(properties, "$screen_name", IntakeLimits.EventName), "Screen"), properties),
            _ => call.Track(name, properties),
        };
    }

    private SdkCall Common(JsonElement item, JsonElement properties, Receipt receipt)
    {
        var id = LenientReader.Id(item, "distinct_id") ?? LenientReader.Id(properties, "distinct_id") ?? throw ItemReader.Missing("distinct_id", "whom the event is about");
        // What the SDK captures of a visitor who has not logged in, or of nobody in particular.
        var isNobody = Denies("$process_person_profile") || Denies("$is_identified");
        return new SdkCall(
            isNobody ? null : id,
            isNobody ? id : LenientReader.UsableId(properties, "$anon_distinct_id"),
            LenientReader.MessageId(item, "uuid", spareId, receipt.At),
            ClientTime.Of(ClientTime.Read(item, "timestamp"), null, _sentAt, receipt.At),
            receipt,
            null,
            LenientReader.Object(properties, "$groups") is { } groups ? AccountTypes.Select(type => LenientReader.UsableId(groups, type)).FirstOrDefault(account => account is not null) : null);

        bool Denies(string property) => ItemReader.Member(properties, property) is { ValueKind: JsonValueKind.False };
    }

    /// <summary>What is known of the person; what was only set where nothing was known counts less.</summary>
    private static JsonElement PersonIn(JsonElement item, JsonElement properties)
    {
        JsonElement[] sets = [Set("$set_once"), Set("$set")];
        return SharedContext.Merge(sets[0], sets[1]);

        JsonElement Set(string member) => LenientReader.Object(properties, member) ?? LenientReader.Object(item, member) ?? ItemReader.Empty;
    }

    private static IncomingItem Company(SdkCall call, JsonElement properties)
    {
        var type = LenientReader.Text(properties, "$group_type", IntakeLimits.EventName);
        if (!AccountTypes.Contains(type, StringComparer.Ordinal))
        {
            throw new RejectedItemException("unknown_type", $"a group of type {Shown.Name(type ?? "null")} is no account; {string.Join(", ", AccountTypes)} are");
        }

        var accountId = LenientReader.Id(properties, "$group_key") ?? throw ItemReader.Missing("$group_key", "the id of the account");
        return new IncomingItem(null, call.Account(accountId, AccountTraits.ToPayload(LenientReader.Object(properties, "$group_set") ?? ItemReader.Empty) ?? ItemReader.Empty), Warning: call.Time.Warning);
    }

    private static IncomingItem Alias(SdkCall call, JsonElement properties)
    {
        var alias = LenientReader.Id(properties, "alias") ?? throw ItemReader.Missing("alias", "the other id of the person");
        return call.Alias(alias, call.UserId ?? throw ItemReader.Missing("distinct_id", "the id that the person has now"));
    }
}
