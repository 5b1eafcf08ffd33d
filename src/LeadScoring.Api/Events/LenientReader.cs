using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>Reads members as SDKs of many languages send them: ids as numbers, empty texts for none, and <c>[]</c> where PHP has an empty map.</summary>
internal static class LenientReader
{
    /// <summary>A text, or a number's digits; null when the member is left out, null or blank.</summary>
    public static string? Text(JsonElement item, string member, int most) => ItemReader.Member(item, member) switch
    {
        { ValueKind: JsonValueKind.Number } number => ItemReader.AtMost(most, number.GetRawText(), member),
        { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(JsonFaults.TextOf(text, member, out var fault)) && fault is null => null,
        _ => ItemReader.Text(item, member, most),
    };

    /// <summary>An id of a person or an account.</summary>
    public static string? Id(JsonElement item, string member) => ItemReader.PathId(Text(item, member, IntakeLimits.Id), member);

    /// <summary>An id that is no reason to refuse the event: null when it cannot be used.</summary>
    public static string? UsableId(JsonElement item, string member)
    {
        try
        {
            return Id(item, member);
        }
        catch (RejectedItemException)
        {
            return null;
        }
    }

    /// <summary>An object that can be stored; null when the member is left out, null, or an empty list.</summary>
    public static JsonElement? Object(JsonElement item, string member) =>
        ItemReader.Member(item, member) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0 ? null : ItemReader.Object(item, member);

    /// <summary>The item's own id, else the spare one, else a generated one: then a repeat cannot be told from a new event.</summary>
    public static string MessageId(JsonElement item, string member, string? spareId, DateTimeOffset receivedAt) =>
        Text(item, member, IntakeLimits.MessageId) ?? spareId ?? ServerMessageId.Next(receivedAt);
}
