using System.Globalization;
using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>
/// The reference model of the engine's speed: the 8 fit criteria of the default model, and 12 behavior criteria over a signal
/// each, of every measure and window, that make a digest keep 10 entries per signal.
/// </summary>
internal static class TwentyCriteria
{
    /// <summary>How many entries each signal keeps, and how many events of each a lead has at least.</summary>
    public const int Entries = 10;

    public static readonly string Document = Write();

    /// <summary>Name of the event of the i-th behavior criterion.</summary>
    public static string EventName(int i) => string.Create(CultureInfo.InvariantCulture, $"Action {i}");

    public const int Signals = 12;

    private static string Write()
    {
        var model = JsonNode.Parse(ModelTemplates.ProductLed)!.AsObject();
        JsonObject signals = [];
        JsonArray criteria = [];
        JsonArray activity = [];
        for (var i = 0; i < Signals; i++)
        {
            JsonObject pattern = new() { ["event"] = EventName(i) };
            if (i % 3 == 2)
            {
                pattern["where"] = new JsonObject { ["amount"] = new JsonObject { ["atLeast"] = 1 } };
            }

            signals[Key(i)] = new JsonArray(pattern);
            activity.Add(new JsonObject { ["event"] = EventName(i) });
            criteria.Add(Criterion(i));
        }

        signals["activity"] = activity;
        model["key"] = "twenty-criteria";
        model["signals"] = signals;
        model["activity"] = "activity";
        model["start"] = new JsonArray();
        model.Remove("conversion");
        model["behavior"]!["criteria"] = criteria;
        model["pql"]!["blocks"] = new JsonArray();
        model["spikes"] = new JsonArray();
        return model.ToJsonString();
    }

    private static JsonObject Criterion(int i)
    {
        JsonObject criterion = new()
        {
            ["key"] = Key(i),
            ["layer"] = "product",
            ["keyAction"] = i % 2 == 0,
            ["signal"] = Key(i),
            ["tiers"] = new JsonArray(Tier(8, Entries), Tier(4, 3), Tier(1, 1)),
        };
        var (measure, window) = (i % 6) switch
        {
            0 => ("count", "lastDays"),
            1 => ("count", "firstDays"),
            2 => ("distinct", "lastDays"),
            3 => ("distinct", null),
            4 => ("sessionDistinct", null),
            _ => ("count", "lastDays"),
        };
        criterion["measure"] = measure;
        if (measure != "count")
        {
            criterion["property"] = "item";
        }

        if (window is not null)
        {
            criterion["window"] = new JsonObject { [window] = 60 };
        }

        return criterion;
    }

    private static JsonObject Tier(int points, int atLeast) => new() { ["points"] = points, ["atLeast"] = atLeast };

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"action_{i}");
}
