using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Checks documents against a JSON Schema that uses a few keywords only; any other keyword is an error of the schema.</summary>
internal sealed class MiniSchema(JsonObject root)
{
    private static readonly HashSet<string> Notes = new(StringComparer.Ordinal) { "$schema", "$id", "$defs", "title", "description" };

    /// <summary>Where the last check met an object that allows no unknown members: its path, and the <c>properties</c> that the schema has for it.</summary>
    public Dictionary<string, JsonObject> ClosedObjects { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths at which a document does not fit; empty when it does.</summary>
    public List<string> Faults(JsonNode? document)
    {
        ClosedObjects.Clear();
        return [.. Check(root, document, "$").Distinct(StringComparer.Ordinal)];
    }

    private bool Fits(JsonNode? schema, JsonNode? node, string path) => Check(schema, node, path).Count == 0;

    private List<string> Check(JsonNode? schema, JsonNode? node, string path) =>
        [.. schema!.AsObject().Where(each => !Notes.Contains(each.Key)).SelectMany(each => Check(each.Key, each.Value!, schema.AsObject(), node, path))];

    private IEnumerable<string> Check(string keyword, JsonNode rule, JsonObject schema, JsonNode? node, string path)
    {
        var isMet = keyword switch
        {
            "type" => Kind(node) == rule.GetValue<string>() || (rule.GetValue<string>() == "number" && Kind(node) == "integer"),
            "const" => JsonNode.DeepEquals(rule, node),
            "enum" => rule.AsArray().Any(each => JsonNode.DeepEquals(each, node) || (Number(each) is { } number && number == Number(node))),
            "minimum" => !(Number(node) < Number(rule)),
            "maximum" => !(Number(node) > Number(rule)),
            "minLength" => !(Text(node)?.Length < Number(rule)),
            "maxLength" => !(Text(node)?.Length > Number(rule)),
            "pattern" => Text(node) is not { } text || Regex.IsMatch(text, rule.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)),
            "minItems" => !((node as JsonArray)?.Count < Number(rule)),
            "maxItems" => !((node as JsonArray)?.Count > Number(rule)),
            "minProperties" => !((node as JsonObject)?.Count < Number(rule)),
            "maxProperties" => !((node as JsonObject)?.Count > Number(rule)),
            "anyOf" => rule.AsArray().Select(each => Fits(each, node, path)).ToList().Contains(true),
            "oneOf" => rule.AsArray().Count(each => Fits(each, node, path)) == 1,
            "not" => !Fits(rule, node, path),
            _ => true,
        };
        return isMet ? Inside(keyword, rule, schema, node, path) : [path];
    }

    private IEnumerable<string> Inside(string keyword, JsonNode rule, JsonObject schema, JsonNode? node, string path)
    {
        switch (keyword)
        {
            case "$ref":
                return Check(root["$defs"]![rule.GetValue<string>()["#/$defs/".Length..]], node, path);
            case "items":
                return (node as JsonArray)?.SelectMany((item, i) => Check(rule, item, $"{path}[{i}]")) ?? [];
            case "properties":
                return (node as JsonObject)?.Where(member => rule[member.Key] is not null).SelectMany(member => Check(rule[member.Key], member.Value, $"{path}.{member.Key}")) ?? [];
            case "required":
                return node is JsonObject owner ? rule.AsArray().Where(name => !owner.ContainsKey(name!.GetValue<string>())).Select(name => $"{path}.{name}") : [];
            case "additionalProperties":
                return node is JsonObject members ? Others(rule, schema["properties"] as JsonObject ?? [], members, path) : [];
            case "type" or "const" or "enum" or "minimum" or "maximum" or "minLength" or "maxLength" or "pattern" or "minItems" or "maxItems" or "minProperties" or "maxProperties" or "anyOf" or "oneOf" or "not":
                return [];
            default:
                throw new NotSupportedException($"The keyword '{keyword}' is not checked.");
        }
    }

    private IEnumerable<string> Others(JsonNode rule, JsonObject known, JsonObject members, string path)
    {
        var others = members.Where(member => !known.ContainsKey(member.Key));
        if (rule is JsonObject)
        {
            return others.SelectMany(member => Check(rule, member.Value, $"{path}.{member.Key}"));
        }

        ClosedObjects[path] = known;
        return others.Select(member => $"{path}.{member.Key}");
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => Number(node) % 1 == 0 ? "integer" : "number",
        _ => "null",
    };

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? double.Parse(node.ToJsonString()) : null;
}
