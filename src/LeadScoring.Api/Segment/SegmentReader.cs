using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Segment;

/// <summary>Reads calls of Segment's API, in the dialects of its SDKs and of those that speak like them. Unknown members are no fault.</summary>
/// <param name="shared">What the request says for all its items.</param>
/// <param name="spareId">The message id for an item without one; null: each gets one of its own.</param>
internal sealed class SegmentReader(JsonElement shared, string? spareId)
{
    private const string Types = "track, identify, page, screen, group or alias";

    private readonly DateTimeOffset? _sentAt = ClientTime.ReadUsable(shared, "sentAt");
    private readonly SharedContext _shared = SharedContext.Of(shared);

    /// <summary>Reads an item of a batch, which says itself what call it is.</summary>
    /// <exception cref="RejectedItemException">The item cannot be taken.</exception>
    public IncomingItem ReadItem(JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        return Read(LenientReader.Text(item, "type", IntakeLimits.EventName) ?? throw ItemReader.Missing("type", Types), item, receipt);
    }

    /// <summary>Reads a request that is one call.</summary>
    /// <exception cref="RejectedItemException">It cannot be taken.</exception>
    public IncomingItem ReadCall(string type, JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        return Read(type, item, receipt);
    }

    private IncomingItem Read(string type, JsonElement item, Receipt receipt)
    {
        Func<JsonElement, SdkCall, IncomingItem> read = type.ToLowerInvariant() switch
        {
            "track" => Track,
            "page" => (call, common) => View(call, common, "Page"),
            "screen" => (call, common) => View(call, common, "Screen"),
            "identify" => Identify,
            "group" => Group,
            "alias" => Alias,
            _ => throw new RejectedItemException("unknown_type", $"type {Shown.Name(type)} is none that is known; send {Types}"),
        };
        return read(item, Common(item, receipt));
    }

    private SdkCall Common(JsonElement item, Receipt receipt)
    {
        var context = _shared.For(item, LenientReader.Object(item, "context"));
        return new SdkCall(
            LenientReader.Id(item, "userId"),
            LenientReader.Id(item, "anonymousId"),
            LenientReader.MessageId(item, "messageId", spareId, receipt.At),
            ClientTime.Of(ClientTime.Read(item, "timestamp"), ClientTime.Read(item, "originalTimestamp"), _sentAt ?? ClientTime.ReadUsable(item, "sentAt"), receipt.At),
            receipt,
            context,
            LenientReader.UsableId(item, "groupId") ?? (context is null ? null : LenientReader.UsableId(context.Value, "groupId")));
    }

    private static IncomingItem Track(JsonElement item, SdkCall common)
    {
        var name = LenientReader.Text(item, "event", IntakeLimits.EventName) ?? throw ItemReader.Missing("event", "the event's name, such as Signed In");
        return common.Track(name, Object(item, "properties"));
    }

    private static IncomingItem View(JsonElement item, SdkCall common, string kind)
    {
        var properties = Object(item, "properties");
        var name = LenientReader.Text(item, "name", IntakeLimits.EventName) ?? LenientReader.Text(properties, "name", IntakeLimits.EventName);
        return common.Track(ViewName.Of(name, kind), properties);
    }

    private static IncomingItem Identify(JsonElement item, SdkCall common)
    {
        // RudderStack repeats the traits in the context, or sends them only there.
        var traits = Object(item, "traits");
        traits = common.Context is { } context && LenientReader.Object(context, "traits") is { } repeated ? SharedContext.Merge(repeated, traits) : traits;
        return LeadTraits.Identify(common, traits);
    }

    private static IncomingItem Group(JsonElement item, SdkCall common)
    {
        var accountId = LenientReader.Id(item, "groupId") ?? throw ItemReader.Missing("groupId", "the id of the account");
        return common.Identify(JsonSerializer.SerializeToElement(new { accountId }), accountId, AccountTraits.ToPayload(Object(item, "traits")));
    }

    private static IncomingItem Alias(JsonElement item, SdkCall common)
    {
        var previousId = LenientReader.Id(item, "previousId") ?? throw ItemReader.Missing("previousId", "the id that the person had before");
        return common.Alias(previousId, common.UserId ?? throw ItemReader.Missing("userId", "the id that the person has now"));
    }

    private static JsonElement Object(JsonElement item, string member) => LenientReader.Object(item, member) ?? ItemReader.Empty;
}
