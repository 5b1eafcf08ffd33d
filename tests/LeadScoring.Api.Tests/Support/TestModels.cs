using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Model documents made of the default one.</summary>
internal static class TestModels
{
    /// <summary>The default model under a key, with changes.</summary>
    public static string Of(string key, params Action<JsonNode>[] changes)
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["key"] = key;
        foreach (var change in changes) change(document);
        return document.ToJsonString();
    }

    /// <summary>Points of the velocity bonus, 25 by default. It takes an eager history from 75 to 100.</summary>
    public static Action<JsonNode> Velocity(int points) => document => document["behavior"]!["velocity"]!["points"] = points;

    /// <summary>So many points of the total make a PQL, 80 by default.</summary>
    public static Action<JsonNode> PqlFrom(int total) => document => document["pql"]!["total"] = total;

    /// <summary>A signal that the default model does not have, which digests hold only after their logs have been folded again.</summary>
    public static Action<JsonNode> Counting(string name, int points) => document =>
    {
        var key = name.ToLowerInvariant().Replace(' ', '_');
        document["signals"]![key] = new JsonArray(new JsonObject { ["event"] = name });
        document["behavior"]!["criteria"]!.AsArray().Add(new JsonObject { ["key"] = key, ["layer"] = "marketing", ["signal"] = key, ["tiers"] = new JsonArray(new JsonObject { ["points"] = points }) });
    };

    /// <summary>A label that tells in every score which document it was made under.</summary>
    public static Action<JsonNode> Marked(string mark) => document => document["behavior"]!["criteria"]![0]!["label"] = mark;
}
