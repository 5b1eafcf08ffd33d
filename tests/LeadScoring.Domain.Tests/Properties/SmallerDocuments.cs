using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>Model documents with one member or item less that are still valid.</summary>
internal static class SmallerDocuments
{
    public static IEnumerable<string> Of(string document)
    {
        var places = Places(JsonNode.Parse(document)!).Count();
        for (var place = 0; place < places; place++)
        {
            var copy = JsonNode.Parse(document)!;
            var (parent, name, index) = Places(copy).ElementAt(place);
            if (parent is JsonObject owner)
            {
                owner.Remove(name!);
            }
            else
            {
                parent.AsArray().RemoveAt(index);
            }

            if (IsValid(copy.ToJsonString()))
            {
                yield return copy.ToJsonString();
            }
        }
    }

    private static bool IsValid(string document)
    {
        try
        {
            ModelReader.Read(document);
            return true;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value!).Prepend((members, member.Key, 0))),
        JsonArray items => items.SelectMany((item, i) => Places(item!).Prepend((items, null, i))),
        _ => [],
    };
}
