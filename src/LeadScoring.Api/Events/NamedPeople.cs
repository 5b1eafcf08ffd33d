using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>
/// Whom an item may be about that could not be taken. It is found by these ids when everything of a person is asked for, so one
/// too many is better than one too few.
/// </summary>
internal static class NamedPeople
{
    public static string[] In(JsonElement item, Dialect dialect) =>
    [
        .. dialect.UserIds.Select(path => IdAt(item, path)).OfType<string>().Select(id => Identity.User(id).Key)
            .Concat(dialect.AnonymousIds.Select(path => IdAt(item, path)).OfType<string>().Select(id => Identity.Anonymous(id).Key))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A text or a number's digits, as far as it can be an id of anybody; what cannot be stored is taken out of it.</summary>
    private static string? IdAt(JsonElement item, string path)
    {
        try
        {
            JsonElement? found = item;
            foreach (var member in path.Split('.'))
            {
                found = found is { ValueKind: JsonValueKind.Object } members ? ItemReader.Member(members, member) : null;
            }

            var text = found switch
            {
                { ValueKind: JsonValueKind.String } value => value.GetString()!.Replace("\0", "", StringComparison.Ordinal),
                { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
                _ => null,
            };
            return text is { Length: > 0 and <= IntakeLimits.Id } ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: no id of anybody.
            return null;
        }
    }
}
