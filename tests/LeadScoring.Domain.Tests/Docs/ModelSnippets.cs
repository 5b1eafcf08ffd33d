using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>
/// The snippets of docs/models.md as documents: each is merged into the whole one of the page, or into the default model. Objects
/// are merged, everything else is replaced.
/// </summary>
internal static partial class ModelSnippets
{
    public const string Whole = "whole";

    private static readonly Lazy<Dictionary<string, (string Json, bool OfProductLed)>> Found = new(() => SnippetsOf(new GeneratedDoc("docs/models.md").Text));

    public static IReadOnlyCollection<string> Names => Found.Value.Keys;

    /// <param name="name">The snippet, or the key of a template for that model as it is.</param>
    public static string Document(string name)
    {
        if (ModelTemplates.All.FirstOrDefault(template => template.Key == name) is { } template) return template.Document;
        var snippet = Found.Value[name];
        var document = JsonNode.Parse(snippet.OfProductLed ? ModelTemplates.ProductLed : Found.Value[Whole].Json)!.AsObject();
        Merge(document, JsonNode.Parse(snippet.Json)!.AsObject());
        return document.ToJsonString();
    }

    private static Dictionary<string, (string, bool)> SnippetsOf(string page) =>
        Snippet().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["json"].Value, match.Groups["of"].Success), StringComparer.Ordinal);

    private static void Merge(JsonObject document, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject members && document[name] is JsonObject known) Merge(known, members);
            else document[name] = value?.DeepClone();
        }
    }

    [GeneratedRegex("<!-- snippet: (?<name>[a-z-]+)(?<of>, of product-led)? -->\n```json\n(?<json>.*?)```\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Snippet();
}
