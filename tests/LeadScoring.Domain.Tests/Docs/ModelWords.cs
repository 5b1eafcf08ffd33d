using System.Globalization;
using System.Text.Json.Nodes;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>Parts of a model document in words.</summary>
internal static class ModelWords
{
    /// <summary>The items of a list; none when it is absent.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? list) => list is null ? [] : list.AsArray().Select(item => item!);

    public static string FitTier(JsonNode tier)
    {
        var match = tier["from"] is { } from ? tier["to"] is { } to ? $"{from} to {to}" : $"from {from}"
            : tier["to"] is { } most ? $"to {most}"
            : tier["oneOf"] is { } oneOf ? Texts(oneOf)
            : tier["endsWith"] is { } end ? "ends with " + Texts(end)
            : "has a word of " + Texts(tier["containsWord"]!);
        return $"{(tier["points"] is { } points ? $"{points}: " : "")}{(tier["attribute"] is { } attribute ? $"`{attribute}` " : "")}{match}";
    }

    /// <summary>What a behavior criterion is worth: its tiers, or so much each time.</summary>
    public static string Points(JsonNode criterion)
    {
        var points = criterion["each"] is { } each
            ? $"{each["points"]} for each {(criterion["measure"]?.ToString() == "distinct" ? $"distinct `{criterion["property"]}` of " : "")}`{criterion["signal"]}`{Window(criterion["window"])}, {each["most"]} at the most"
            : string.Join("; ", criterion["tiers"].Items().Select(tier => $"{tier["points"]}: {Measured(tier, criterion)}"));
        return points + (criterion["most"] is { } most ? $"; {most} at the most" : "");
    }

    /// <param name="tier">A tier, an alert or a further condition of one.</param>
    /// <param name="criterion">Where it looks for what it does not say itself.</param>
    public static string Measured(JsonNode tier, JsonNode criterion)
    {
        JsonNode? Member(string name) => tier[name] ?? criterion[name];
        var least = tier["atLeast"]?.ToString() ?? "1";
        var (signal, property, days) = ($"`{Member("signal")}`", $"`{Member("property")}`", Member("window")?["lastDays"]);
        return Member("measure")?.ToString() switch
        {
            "distinct" => $"{least} or more distinct {property} of {signal}",
            "sessionDistinct" => $"{least} or more distinct {property} of {signal} in one session",
            "greatest" => $"{property} of {signal} at least {least}",
            "change" or "changePercent" => $"{signal} of the last {days} days {Change(tier, Member("measure")!.ToString())} than in the {days} days before",
            _ => $"{least} or more {signal}",
        } + (Member("measure")?.ToString() is "change" or "changePercent" ? "" : Window(Member("window")));
    }

    public static string Voided(JsonNode criterion) =>
        criterion["voidedBy"] is { } signals ? $"; void while a {string.Join(", ", signals.Items().Select(signal => $"`{signal}`"))} is at or after the last one" : "";

    public static string Pattern(JsonNode pattern)
    {
        var where = (pattern["where"] as JsonObject ?? []).Select(condition => condition.Value is JsonObject comparison
            ? string.Join(" and ", comparison.Select(each => Comparison(condition.Key, each.Key, each.Value!)))
            : $"`{condition.Key}` = {condition.Value!.ToJsonString()}");
        return pattern["event"]
            + (where.Any() ? " where " + string.Join(" and ", where) : "")
            + (pattern["identified"] is { } identified ? identified.GetValue<bool>() ? ", logged in" : ", anonymous" : "")
            + (pattern["after"] is { } after ? $", after the first `{after}`" : "")
            + (pattern["during"] is { } during ? During(during) : "");
    }

    /// <summary>The properties that a pattern's conditions read.</summary>
    public static IEnumerable<string> PropertiesOf(JsonNode pattern) => (pattern["where"] as JsonObject ?? []).SelectMany(condition =>
        (condition.Value as JsonObject)?["atLeastShareOf"]?["property"] is { } other ? [condition.Key, other.ToString()] : (string[])[condition.Key]);

    public static string Steps(JsonNode? steps, string unit) =>
        string.Join(", ", steps.Items().OrderBy(step => step["from"]!.GetValue<double>()).Select(step => string.Create(CultureInfo.InvariantCulture, $"`{step["key"]}` from {step["from"]}{unit}")));

    private static string Texts(JsonNode node) => node is JsonArray items ? string.Join(", ", items) : $"`{node}`";

    private static string Window(JsonNode? window) => window is null ? ""
        : window["firstDays"] is { } first ? $" in the first {first} days"
        : $" in the last {window["lastDays"]} days";

    private static string Change(JsonNode tier, string measure)
    {
        var unit = measure == "changePercent" ? " %" : "";
        var (least, most) = ((double?)tier["atLeast"], (double?)tier["atMost"]);
        string[] bounds =
        [
            .. least is { } from ? [from >= 0 ? $"at least {Text(from)}{unit} more" : $"at most {Text(-from)}{unit} fewer"] : (string[])[],
            .. most is { } to ? [to >= 0 ? $"at most {Text(to)}{unit} more" : $"at least {Text(-to)}{unit} fewer"] : (string[])[],
        ];
        return string.Join(" and ", bounds);
    }

    private static string Comparison(string property, string comparison, JsonNode value) => comparison == "atLeastShareOf"
        ? $"`{property}` at least {Text(100 * (double)value["share"]!)} % of `{value["property"]}`"
        : $"`{property}` {comparison} {value.ToJsonString()}";

    private static string During(JsonNode during)
    {
        var days = during["days"];
        return (days is null ? ", " : $", {(days["from"] is { } from ? $"from {from}" : "")}{(days["to"] is { } to ? $"{(days["from"] is null ? "less than" : " to")} {to}" : "")} days after its start, ")
            + $"from `{during["from"]}`{(during["until"] is { } until ? $" until `{until}`" : " on")}";
    }

    private static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
