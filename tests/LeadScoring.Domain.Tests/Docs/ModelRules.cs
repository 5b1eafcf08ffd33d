using System.Text.Json.Nodes;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>The rules of a model document beside its criteria, in words; those that it does not have are left out.</summary>
internal static class ModelRules
{
    public static IEnumerable<(string Name, string Setting)> Of(JsonNode model)
    {
        var (behavior, pql, activity) = (model["behavior"]!, model["pql"]!, $"`{model["activity"]}`");
        List<(string Name, string? Setting)> rules =
        [
            ("total", Total(model["total"])),
            ("effect of fit", Effect(model["fit"]!["effect"])),
            ("velocity", Velocity(behavior["velocity"])),
            ("recency", behavior["recency"] is { } recency ? $"points of criteria whose last event is less than {recency["hours"]} hours old count {recency["multiplier"]} times" : null),
            ("decay", Decay(behavior["decay"], activity)),
            .. (behavior["decay"]?["layers"] as JsonObject ?? []).Select(layer => ($"decay of layer {layer.Key}", (string?)Layer(layer.Value!, behavior["decay"]!))),
            ("free tier", FreeTier(behavior["freeTier"])),
            ("products", Products(behavior["products"])),
            ("PQL", $"total at least {pql["total"]}, fit at least {pql["fit"]}, behavior at least {pql["behavior"]}, and nothing blocks"),
            ("account", Account(model["account"], activity)),
            ("blocks", string.Join(", ", Blocks(model)) is { Length: > 0 } blocks ? blocks : null),
            ("conversion", model["conversion"] is { } conversion ? $"the first event of `{conversion}`" : null),
            ("fit tiers", ModelWords.Steps(model["fit"]!["tiers"], "")),
            ("behavior tiers", ModelWords.Steps(behavior["tiers"], "")),
            ("bands, percent of 150", ModelWords.Steps(model["bands"], " %")),
            .. model["spikes"].Items().Select(spike => ($"spike alert `{spike["key"]}`", (string?)string.Join(", and ", spike["and"].Items().Prepend(spike).Select(each => ModelWords.Measured(each, each))))),
        ];
        return rules.Where(rule => rule.Setting is not null).Select(rule => (rule.Name, rule.Setting!));
    }

    private static string? Total(JsonNode? total) =>
        total?["kind"]?.ToString() == "weighted" ? $"150 x ({total["fit"]} x fit / 50 + {total["behavior"]} x behavior / 100)" : null;

    private static string? Effect(JsonNode? effect) => effect?["kind"]?.ToString() switch
    {
        "gate" => $"behavior does not count while fit is less than {effect["least"]}",
        "multiplier" => "behavior is multiplied: " + string.Join(", ", effect["factors"]!.AsObject().Select(factor => $"`{factor.Key}` {factor.Value}")),
        _ => null,
    };

    private static string? Velocity(JsonNode? velocity) => velocity is null ? null
        : $"{velocity["actions"]} or more key-action events within {velocity["hours"]} hours: "
            + (velocity["share"] is { } share ? $"{share} of the points of the criteria in the burst" : $"{velocity["points"]} points")
            + $"; lapses after {velocity["lapseDays"]} days";

    private static string? Decay(JsonNode? decay, string activity)
    {
        if (decay is null) return null;
        var clock = decay["clock"] is { } own ? $"`{own}`" : activity;
        var pace = decay["kind"]!.ToString() == "halfLife"
            ? $"the points of each criterion halve {decay["periodDays"]} days after its last event"
            : $"{Amount(decay)} per {(decay["proportional"]?.GetValue<bool>() == true ? "" : "full ")}{decay["periodDays"]} days without {clock}";
        return pace
            + (decay["graceDays"] is { } grace ? $"; not before {grace} days" : "")
            + (decay["hold"] is { } hold ? $"; the clock starts {hold["days"]} days after the last `{hold["signal"]}` at the earliest" : "")
            + (decay["faster"] is { } faster ? $"; {faster["factor"]} times as fast after `{faster["after"]}`{(faster["until"] is { } until ? $" until `{until}`" : "")}" : "")
            + (decay["floor"] is { } floor ? $"; floor {floor}" : "");
    }

    private static string Layer(JsonNode layer, JsonNode decay) => layer["none"] is not null
        ? "none"
        : $"{Amount(layer["points"] is null && layer["percent"] is null ? decay : layer)} per {layer["periodDays"] ?? decay["periodDays"]} days{(layer["clock"] is { } clock ? $" without `{clock}`" : "")}{(layer["graceDays"] is { } grace ? $"; not before {grace} days" : "")}";

    private static string Amount(JsonNode decay) => decay["percent"] is { } percent ? $"{percent} % of what is left" : $"{decay["points"]} points";

    private static string? FreeTier(JsonNode? free) => free is null ? null
        : $"behavior at most {free["most"]}, and no PQL, from {free["afterDays"]} days on the free plan on (no `{free["paid"]}`{(free["free"] is { } again ? $", or `{again}` after it" : "")})"
            + (free["unless"] is { } unless ? $", unless there was a `{unless}` since" : "");

    private static string? Products(JsonNode? products) => products is null ? null
        : "the highest of " + string.Join(", ", products["keys"].Items().Select(key => $"`{key}`"))
            + string.Concat(products["bonuses"].Items().Select(bonus => $"; {bonus["points"]} more for {bonus["products"]} in use"));

    private static string? Account(JsonNode? account, string activity) => account is null ? null
        : (account["pql"] is { } pql ? $"PQL from total {pql["total"]}, fit {pql["fit"]}, behavior {pql["behavior"]}; " : "")
            + $"people are active for less than {account["activeDays"] ?? 30} days after their last {activity}";

    private static IEnumerable<string> Blocks(JsonNode model) =>
        model["fit"]!["criteria"].Items().Where(each => each["blocks"] is not null).Select(each => $"`disqualified:{each["key"]}`")
            .Concat(model["pql"]!["blocks"].Items().Select(each => $"`{each["key"]}` from the first event of `{each["signal"]}` on"));
}
