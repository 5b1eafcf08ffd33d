using System.Text.Json.Nodes;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>A model document as Markdown tables.</summary>
internal sealed class ModelTables(string document)
{
    private readonly JsonNode _model = JsonNode.Parse(document)!;

    /// <returns>The lines of the table.</returns>
    public IEnumerable<string> Of(string table) => table switch
    {
        "events" => Events(),
        "signals" => Rows("| signal | events |", _model["signals"]!.AsObject().Select(signal => $"| `{signal.Key}` | {string.Join("; ", signal.Value.Items().Select(ModelWords.Pattern))} |")),
        "fit" => Rows("| key | criterion | attribute | points |", _model["fit"]!["criteria"].Items().Select(FitRow)),
        "behavior" => Rows("| key | criterion | layer | key action | points |", _model["behavior"]!["criteria"].Items().Select(BehaviorRow)),
        "rules" => Rows("| rule | setting |", ModelRules.Of(_model).Select(rule => $"| {rule.Name} | {rule.Setting} |")),
        "priorities" => Priorities(),
        "lists" => Rows("| list | texts |", _model["lists"]!.AsObject().Select(list => $"| `{list.Key}` | {string.Join(", ", list.Value.Items().Select(text => text.ToString()))} |")),
        _ => throw new ArgumentException($"There is no table '{table}'.", nameof(table)),
    };

    private static string FitRow(JsonNode criterion) =>
        $"| `{criterion["key"]}` | {criterion["label"]}{(criterion["blocks"] is null ? "" : "; blocks PQL")} | `{criterion["attribute"]}` | {string.Join("; ", criterion["tiers"].Items().Select(ModelWords.FitTier))} |";

    private static string BehaviorRow(JsonNode criterion) =>
        $"| `{criterion["key"]}` | {criterion["label"]}{ModelWords.Voided(criterion)} | {criterion["layer"]} | {(criterion["keyAction"] is null ? "" : "yes")} | {ModelWords.Points(criterion)} |";

    /// <summary>Each event with the properties that anything reads.</summary>
    private IEnumerable<string> Events()
    {
        var measured = _model["behavior"]!["criteria"].Items()
            .SelectMany(criterion => (JsonNode[])[criterion, .. criterion["tiers"].Items().Select(tier => Inherit(tier, criterion))])
            .Concat(_model["spikes"].Items().SelectMany(spike => (JsonNode[])[spike, .. spike["and"].Items()]));
        var read = measured.Where(each => each["property"] is not null && each["signal"] is not null).ToLookup(each => each["signal"]!.ToString(), each => each["property"]!.ToString(), StringComparer.Ordinal);
        var events = _model["signals"]!.AsObject().SelectMany(signal => signal.Value.Items().Select(pattern => (
            Event: pattern["event"]!.ToString(),
            Properties: ModelWords.PropertiesOf(pattern).Concat(read[signal.Key]))));
        return Rows("| event | properties read |", events.GroupBy(each => each.Event, StringComparer.Ordinal).OrderBy(each => each.Key, StringComparer.Ordinal).Select(group =>
            $"| {group.Key} | {string.Join(", ", group.SelectMany(each => each.Properties).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"`{name}`"))} |"));
    }

    /// <summary>The matrix: fit tiers down, the highest first, behavior tiers across.</summary>
    private IEnumerable<string> Priorities()
    {
        var (fit, behavior) = (Highest(_model["fit"]!["tiers"]), Highest(_model["behavior"]!["tiers"]));
        return Rows(
            "| fit | " + string.Join(" | ", behavior.Select(tier => $"behavior `{tier}`")) + " |",
            fit.Select((tier, row) => $"| `{tier}` | " + string.Join(" | ", behavior.Select((_, column) => $"{(char)('A' + row)}{column + 1}: {_model["priorities"]?[$"{(char)('A' + row)}{column + 1}"]}")) + " |"));
    }

    private static string[] Highest(JsonNode? tiers) => [.. tiers.Items().OrderByDescending(tier => tier["from"]!.GetValue<double>()).Select(tier => tier["key"]!.ToString())];

    private static JsonObject Inherit(JsonNode tier, JsonNode criterion) => new()
    {
        ["signal"] = (tier["signal"] ?? criterion["signal"])?.DeepClone(),
        ["property"] = (tier["property"] ?? criterion["property"])?.DeepClone(),
    };

    private static IEnumerable<string> Rows(string head, IEnumerable<string> rows) =>
        [head, string.Concat(Enumerable.Repeat("| --- ", head.Count(c => c == '|') - 1)) + "|", .. rows];
}
