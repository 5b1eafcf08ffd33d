using System.Globalization;
using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>The default model as Markdown tables.</summary>
internal static class DefaultModelTables
{
    private static readonly JsonNode Model = JsonNode.Parse(ModelTemplates.ProductLed)!;

    public static IEnumerable<string> Fit() => Rows(
        "| key | criterion | attribute | points |",
        Items(Model["fit"]!["criteria"]).Select(criterion =>
            $"| `{criterion["key"]}` | {criterion["label"]}{(criterion["blocks"] is null ? "" : "; blocks PQL")} | `{criterion["attribute"]}` | {string.Join("; ", Items(criterion["tiers"]).Select(FitTier))} |"));

    public static IEnumerable<string> Behavior() => Rows(
        "| key | criterion | layer | key action | points |",
        Items(Model["behavior"]!["criteria"]).Select(criterion =>
            $"| `{criterion["key"]}` | {criterion["label"]}{Voided(criterion)} | {criterion["layer"]} | {(criterion["keyAction"] is null ? "" : "yes")} | {string.Join("; ", Items(criterion["tiers"]).Select(tier => $"{tier["points"]}: {Measured(tier, criterion)}"))} |"));

    public static IEnumerable<string> Signals() => Rows(
        "| signal | events |",
        Model["signals"]!.AsObject().Select(signal => $"| `{signal.Key}` | {string.Join("; ", Items(signal.Value).Select(Pattern))} |"));

    /// <summary>Each event with the properties that anything reads.</summary>
    public static IEnumerable<string> Events()
    {
        var read = Items(Model["behavior"]!["criteria"]).Concat(Items(Model["spikes"])).Where(each => each["property"] is not null).ToLookup(each => each["signal"]!.ToString(), each => each["property"]!.ToString(), StringComparer.Ordinal);
        var events = Model["signals"]!.AsObject().SelectMany(signal => Items(signal.Value).Select(pattern => (
            Event: pattern["event"]!.ToString(),
            Properties: (pattern["where"] as JsonObject ?? []).Select(condition => condition.Key).Concat(read[signal.Key]))));
        return Rows("| event | properties read |", events.GroupBy(each => each.Event, StringComparer.Ordinal).OrderBy(each => each.Key, StringComparer.Ordinal).Select(group =>
            $"| {group.Key} | {string.Join(", ", group.SelectMany(each => each.Properties).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"`{name}`"))} |"));
    }

    public static IEnumerable<string> Rules()
    {
        var (behavior, pql) = (Model["behavior"]!, Model["pql"]!);
        var (velocity, decay) = (behavior["velocity"]!, behavior["decay"]!);
        return Rows("| rule | setting |",
        [
            $"| velocity | {velocity["actions"]} or more key-action events within {velocity["hours"]} hours: {velocity["points"]} points; lapses after {velocity["lapseDays"]} days |",
            $"| decay | {decay["points"]} points per full {decay["periodDays"]} days without `{Model["activity"]}`; floor {decay["floor"]} |",
            $"| PQL | total at least {pql["total"]}, fit at least {pql["fit"]}, behavior at least {pql["behavior"]}, and nothing blocks |",
            $"| account | PQL from total {Model["account"]!["pql"]!["total"]}, fit {Model["account"]!["pql"]!["fit"]}, behavior {Model["account"]!["pql"]!["behavior"]}; people are active for less than {Model["account"]!["activeDays"]} days after their last `{Model["activity"]}` |",
            $"| blocks | {string.Join(", ", Items(Model["fit"]!["criteria"]).Where(each => each["blocks"] is not null).Select(each => $"`disqualified:{each["key"]}`").Concat(Items(pql["blocks"]).Select(each => $"`{each["key"]}` from the first event of `{each["signal"]}` on")))} |",
            $"| fit tiers | {Steps(Model["fit"]!["tiers"], "")} |",
            $"| behavior tiers | {Steps(behavior["tiers"], "")} |",
            $"| bands, percent of 150 | {Steps(Model["bands"], " %")} |",
            .. Items(Model["spikes"]).Select(spike => $"| spike alert `{spike["key"]}` | {Measured(spike, spike)} |"),
        ]);
    }

    public static IEnumerable<string> Lists() => Rows(
        "| list | texts |",
        Model["lists"]!.AsObject().Select(list => $"| `{list.Key}` | {string.Join(", ", Items(list.Value).Select(text => text.ToString()))} |"));

    private static IEnumerable<string> Rows(string head, IEnumerable<string> rows) =>
        [head, string.Concat(Enumerable.Repeat("| --- ", head.Count(c => c == '|') - 1)) + "|", .. rows];

    private static string FitTier(JsonNode tier)
    {
        var match = tier["from"] is { } from ? $"{from} to {tier["to"]}"
            : tier["oneOf"] is { } oneOf ? Texts(oneOf)
            : tier["endsWith"] is { } end ? "ends with " + Texts(end)
            : "has a word of " + Texts(tier["containsWord"]!);
        return $"{tier["points"]}: {(tier["attribute"] is { } attribute ? $"`{attribute}` " : "")}{match}";
    }

    private static string Texts(JsonNode node) => node is JsonArray items ? string.Join(", ", items) : $"`{node}`";

    private static string Measured(JsonNode tier, JsonNode criterion)
    {
        JsonNode? Member(string name) => tier[name] ?? criterion[name];
        var atLeast = tier["atLeast"]?.ToString() ?? "1";
        var what = Member("measure")?.ToString() switch
        {
            "distinct" => $"{atLeast} or more distinct `{Member("property")}` of `{Member("signal")}`",
            "sessionDistinct" => $"{atLeast} or more distinct `{Member("property")}` of `{Member("signal")}` in one session",
            _ => $"{atLeast} or more `{Member("signal")}`",
        };
        return what + (Member("window") is { } window ? window["firstDays"] is { } first ? $" in the first {first} days" : $" in the last {window["lastDays"]} days" : "");
    }

    private static string Voided(JsonNode criterion) =>
        criterion["voidedBy"] is { } signals ? $"; void while a {string.Join(", ", Items(signals).Select(signal => $"`{signal}`"))} is at or after the last one" : "";

    private static string Pattern(JsonNode pattern)
    {
        var where = (pattern["where"] as JsonObject ?? []).Select(condition => condition.Value is JsonObject comparison
            ? string.Join(" and ", comparison.Select(each => $"`{condition.Key}` {each.Key} {each.Value!.ToJsonString()}"))
            : $"`{condition.Key}` = {condition.Value!.ToJsonString()}");
        return pattern["event"]
            + (where.Any() ? " where " + string.Join(" and ", where) : "")
            + (pattern["identified"] is { } identified ? identified.GetValue<bool>() ? ", logged in" : ", anonymous" : "")
            + (pattern["during"] is { } during ? $", from `{during["from"]}` until `{during["until"]}`" : "");
    }

    private static string Steps(JsonNode? steps, string unit) =>
        string.Join(", ", Items(steps).OrderBy(step => step["from"]!.GetValue<double>()).Select(step => string.Create(CultureInfo.InvariantCulture, $"`{step["key"]}` from {step["from"]}{unit}")));

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list!.AsArray().Select(item => item!);
}
