using System.Runtime.InteropServices;
using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>An item of a request cannot be taken; its neighbours can.</summary>
/// <param name="code">The kind of fault, for programs.</param>
/// <param name="message">The member, what is wrong with it, and what to do.</param>
internal sealed class RejectedItemException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>Reads members of an item, or says in one set of words why it cannot be taken.</summary>
internal static class ItemReader
{
    /// <summary>An object without members.</summary>
    public static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;

    /// <summary>Refuses what is no event at all, too large for one, or has names that cannot be read.</summary>
    public static void RequireEvent(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new RejectedItemException("wrong_type", "an event must be an object");
        }

        RequireSize(JsonMarshal.GetRawUtf8Value(item).Length);
        if (JsonFaults.FaultOfNames(item, "the event") is { } fault)
        {
            throw new RejectedItemException("invalid_content", fault);
        }
    }

    /// <summary>Refuses an event of more bytes than one may have.</summary>
    public static void RequireSize(int bytes)
    {
        if (bytes > IntakeLimits.Event)
        {
            throw new RejectedItemException("too_large", $"the event has more than {IntakeLimits.Event} bytes; send less in properties and context");
        }
    }

    /// <summary>A member by its name, character by character, or null when it is left out or null. Of several with one name the last counts, as in the database.</summary>
    public static JsonElement? Member(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text of at most so many characters, or null when the member is left out or null.</summary>
    public static string? Text(JsonElement item, string member, int most)
    {
        if (Member(item, member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new RejectedItemException("wrong_type", $"{member} must be a text, not {NameOf(value.ValueKind)}");
        }

        var text = JsonFaults.TextOf(value, member, out var fault) ?? throw new RejectedItemException("invalid_content", fault!);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RejectedItemException("missing_member", $"{member} must not be empty; leave it out where there is none");
        }

        return AtMost(most, text, member);
    }

    /// <summary>The text, if it is not too long.</summary>
    public static string AtMost(int most, string text, string member) =>
        text.Length <= most ? text : throw new RejectedItemException("too_long", $"{member} has {text.Length} characters; at most {most} are allowed");

    /// <summary>An id that can stand in a path, or null when there is none.</summary>
    public static string? PathId(string? id, string member) =>
        id is null || PathIds.FaultOf(id) is not { } fault ? id : throw new RejectedItemException("invalid_id", $"{member} {fault}");

    /// <summary>An object that can be stored, or null when the member is left out or null.</summary>
    public static JsonElement? Object(JsonElement item, string member)
    {
        if (Member(item, member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new RejectedItemException("wrong_type", $"{member} must be an object, not {NameOf(value.ValueKind)}");
        }

        return JsonFaults.FaultOf(value, member) is { } fault ? throw new RejectedItemException("invalid_content", fault) : value;
    }

    /// <summary>The item's message id, where it has one that can be read.</summary>
    public static string? MessageIdOf(JsonElement item, string member) =>
        item.ValueKind == JsonValueKind.Object && JsonFaults.FaultOfNames(item, "") is null && Member(item, member) is { ValueKind: JsonValueKind.String } id
            && JsonFaults.TextOf(id, member, out _) is { Length: <= IntakeLimits.MessageId } text ? text : null;

    public static RejectedItemException Missing(string member, string what) => new("missing_member", $"{member} is missing: send {what}");

    /// <summary>A kind of value in words.</summary>
    public static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };
}
