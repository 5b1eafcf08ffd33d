using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LeadScoring.Api.Events;

/// <summary>Checks that JSON from outside can be stored and read back as it is.</summary>
internal static class JsonFaults
{
    /// <summary>Why the reader cannot make a string of it. The first is an escape such as \ud800 without its other half.</summary>
    private const string NoText = "it contains half a surrogate pair or bytes that are not UTF-8; remove them";

    /// <summary>What is wrong with the first part that cannot be stored, or null. The text names the member.</summary>
    /// <param name="element">Any JSON.</param>
    /// <param name="path">The name of the element in messages.</param>
    /// <param name="level">How many objects and lists it lies in: one for a member of an event.</param>
    public static string? FaultOf(JsonElement element, string path, int level = 1) => element.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when level >= IntakeLimits.Depth => $"{path} is nested deeper than {IntakeLimits.Depth} objects and lists; send it flatter",
        JsonValueKind.Object => FaultOfMembers(element, path, level + 1),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => FaultOf(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), level + 1)).FirstOrDefault(fault => fault is not null),
        JsonValueKind.String => FaultOfText(element, path),
        JsonValueKind.Number => FaultOfNumber(element, path),
        _ => null,
    };

    /// <summary>The text, or null and what is wrong with it.</summary>
    public static string? TextOf(JsonElement element, string path, out string? fault)
    {
        fault = null;
        try
        {
            var text = element.GetString()!;
            fault = text.Contains('\0', StringComparison.Ordinal) ? $"{path} contains the character U+0000, which cannot be stored; remove it" : null;
            return fault is null ? text : null;
        }
        catch (InvalidOperationException)
        {
            fault = $"{path} is no text: {NoText}";
            return null;
        }
    }

    /// <summary>The same of an object, a member of a body, whose members have been read already.</summary>
    public static string? FaultOf(IReadOnlyDictionary<string, JsonElement> members, string path) =>
        members.Count > IntakeLimits.Members ? TooMany(path)
        : members.Select(member => FaultOfName(member.Key, path) ?? FaultOf(member.Value, $"{path}.{member.Key}", 2)).FirstOrDefault(fault => fault is not null);

    /// <summary>
    /// What is wrong with the names of an object's own members, or null. Among names that are no text no member can be looked up:
    /// the look-up throws.
    /// </summary>
    public static string? FaultOfNames(JsonElement item, string what)
    {
        foreach (var member in item.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            if (!Utf8.IsValid(raw) || (raw.Contains((byte)'\\') && NameOf(member) is null))
            {
                return NoName(what);
            }
        }

        return null;
    }

    /// <summary>A member's name; null: it is no text, and to compare it throws.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? FaultOfMembers(JsonElement element, string path, int level)
    {
        if (element.GetPropertyCount() > IntakeLimits.Members)
        {
            return TooMany(path);
        }

        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
            {
                return NoName(path);
            }

            if ((FaultOfName(name, path) ?? FaultOf(member.Value, $"{path}.{name}", level)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FaultOfName(string name, string path) =>
        name.Contains('\0', StringComparison.Ordinal) ? $"{path} has a member whose name contains the character U+0000, which cannot be stored; remove it"
        : name.Length > IntakeLimits.MemberName ? $"{path} has a member whose name is longer than {IntakeLimits.MemberName} characters; shorten it"
        : null;

    private static string NoName(string what) => $"{what} has a member whose name is no text: {NoText}";

    private static string TooMany(string path) => $"{path} has more than {IntakeLimits.Members} members; send fewer";

    private static string? FaultOfText(JsonElement element, string path) =>
        TextOf(element, path, out var fault) is { Length: > IntakeLimits.Text } ? $"{path} is longer than {IntakeLimits.Text} characters; shorten it" : fault;

    private static string? FaultOfNumber(JsonElement element, string path)
    {
        var text = element.GetRawText();
        var exponent = text.AsSpan(text.IndexOfAny('e', 'E') + 1);
        var isOutside = text.Length > IntakeLimits.NumberCharacters
            || (exponent.Length < text.Length && (!int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || Math.Abs(power) > IntakeLimits.NumberExponent))
            || !double.IsFinite(element.GetDouble());
        return isOutside ? $"{path} is a number beyond what can be stored; use at most {IntakeLimits.NumberCharacters} characters and exponents from -{IntakeLimits.NumberExponent} to {IntakeLimits.NumberExponent}, or send it as a text" : null;
    }
}
