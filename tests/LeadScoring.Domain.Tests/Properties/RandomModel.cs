using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>
/// Model documents over few events and properties, so that rules meet: every measure, window, kind of decay and velocity,
/// periods, voids, products, spikes, blocks and fit matches, and all that changes points afterwards. Documents that the reader refuses are thrown again.
/// </summary>
internal sealed class RandomModel
{
    public static readonly string[] Events = ["A", "B", "C", "D"];
    public static readonly string[] Layers = ["product", "intent", "marketing"];
    public static readonly int[] Days = [1, 2, 3, 7, 30];

    private readonly Dice _dice;
    private readonly string[] _signals;
    private readonly string[] _products;
    private readonly SortedSet<string> _layers = new(StringComparer.Ordinal);
    private bool _hasKeyAction;

    private RandomModel(Dice dice)
    {
        _dice = dice;
        _signals = [.. Enumerable.Range(0, dice.Between(3, 6)).Select(i => $"s{i}")];
        _products = dice.OneIn(3) ? ["p0", "p1", "p2"] : [];
    }

    public static string Document(Dice dice)
    {
        while (true)
        {
            var document = new RandomModel(dice).Build().ToJsonString();
            try
            {
                ModelReader.Read(document);
                return document;
            }
            catch (ModelException)
            {
                // A tier that cannot be reached, most of the time.
            }
        }
    }

    private JsonObject Build()
    {
        var criteria = Nodes(1, 6, Behavior);
        var behavior = new JsonObject { ["criteria"] = criteria, ["tiers"] = Tiers(100) };
        var decay = _dice.OneIn(4) ? null : Decay();
        AddTo(behavior, "decay", decay);
        AddTo(behavior, "velocity", _hasKeyAction && !_dice.OneIn(4) ? Velocity() : null);
        AddTo(behavior, "products", _products.Length > 0 ? Products() : null);
        AddTo(behavior, "recency", _dice.OneIn(3) ? Recency() : null);
        AddTo(behavior, "freeTier", _dice.OneIn(3) ? FreeTier() : null);
        var document = new JsonObject
        {
            ["key"] = "random",
            ["name"] = "Random",
            ["lists"] = new JsonObject { ["named"] = new JsonArray("x", "y") },
            ["signals"] = new JsonObject(_signals.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)Nodes(1, 3, () => Pattern(mayHavePeriod: i > 1))))),
            ["activity"] = Signal(),
            ["start"] = Nodes(0, 1, () => (JsonNode)Signal()),
            ["fit"] = RandomFit.Part(_dice, Tiers(50)),
            ["behavior"] = behavior,
            ["pql"] = new JsonObject
            {
                ["total"] = _dice.Of(20, 40, 80),
                ["fit"] = _dice.Of(0, 15),
                ["behavior"] = _dice.Of(10, 40),
                ["blocks"] = Keyed(0, 2, "block", () => new JsonObject { ["signal"] = Signal() }),
            },
            ["bands"] = new JsonArray(Step("none", 0), Step("some", _dice.Between(1, 20)), Step("much", _dice.Between(21, 90))),
            ["spikes"] = Keyed(0, 2, "spike", Spike),
        };
        AddTo(document["fit"]!.AsObject(), "effect", _dice.OneIn(3) ? RandomFit.Effect(_dice) : null);
        AddTo(document, "total", _dice.OneIn(3) ? Total() : null);
        AddTo(document, "priorities", _dice.OneIn(4) ? new JsonObject { ["A1"] = "Call", ["C2"] = "Nurture" } : null);
        return AddTo(document, "account", _dice.OneIn(2) ? Account() : null);
    }

    private JsonObject Pattern(bool mayHavePeriod)
    {
        var pattern = new JsonObject { ["event"] = _dice.Of(Events) };
        AddTo(pattern, "where", _dice.OneIn(3) ? new JsonObject { [_dice.Of("p", "n")] = Comparison() } : null);
        AddTo(pattern, "identified", _dice.OneIn(5) ? _dice.OneIn(2) : null);
        AddTo(pattern, "after", mayHavePeriod && _dice.OneIn(4) ? _dice.Of("s0", "s1") : null);
        return AddTo(pattern, "during", mayHavePeriod && _dice.OneIn(2) ? Period() : null);
    }

    private JsonObject Period()
    {
        var period = AddTo(new JsonObject { ["from"] = _dice.Of("s0", "s1") }, "until", _dice.OneIn(3) ? null : _dice.Of("s0", "s1"));
        var days = AddTo(new JsonObject(), "from", _dice.OneIn(2) ? _dice.Of(0, 1, 2) : null);
        return AddTo(period, "days", _dice.OneIn(3) ? AddTo(days, "to", _dice.OneIn(2) || days.Count == 0 ? _dice.Of(2, 3, 7) : null) : null);
    }

    private JsonNode Comparison() => _dice.Below(7) switch
    {
        6 => AddTo(new JsonObject { ["atLeastShareOf"] = new JsonObject { ["property"] = "m", ["share"] = _dice.Of(0.1, 0.5, 2) } }, "atMost", _dice.OneIn(3) ? 3 : null),
        0 => "x",
        1 => true,
        2 => new JsonObject { ["oneOf"] = new JsonArray("x", 2, false) },
        3 => new JsonObject { ["exists"] = _dice.OneIn(2) },
        4 => new JsonObject { [_dice.Of("above", "atLeast")] = _dice.Between(1, 5) },
        _ => new JsonObject { [_dice.Of("below", "atMost")] = _dice.Between(1, 5), ["exists"] = true },
    };

    private JsonObject Behavior()
    {
        var criterion = new JsonObject { ["key"] = $"c{_dice.Below(1_000_000)}", ["layer"] = _dice.Of(Layers) };
        _layers.Add(criterion["layer"]!.ToString());
        _ = _dice.OneIn(4) ? EachTime(criterion) : Tiered(criterion);
        if (!_dice.OneIn(3))
        {
            criterion["keyAction"] = _hasKeyAction = true;
        }

        AddTo(criterion, "voidedBy", _dice.OneIn(5) ? new JsonArray(Signal()) : null);
        return AddTo(criterion, "product", _products.Length > 0 && !_dice.OneIn(3) ? _dice.Of(_products) : null);
    }

    private JsonObject EachTime(JsonObject criterion)
    {
        var (points, sign) = (_dice.Of(10, 2, 0.33, 7.5), _dice.OneIn(4) ? -1 : 1);
        criterion["each"] = new JsonObject { ["points"] = sign * points, ["most"] = sign * (_dice.OneIn(2) ? 60 : points * _dice.Between(1, 4)) };
        criterion["signal"] = Signal();
        AddTo(criterion, "window", _dice.OneIn(2) ? new JsonObject { [_dice.Of("firstDays", "lastDays")] = _dice.Of(Days) } : null);
        return _dice.OneIn(2) ? AddTo(AddTo(criterion, "measure", "distinct"), "property", _dice.Of("p", "n")) : criterion;
    }

    private JsonObject Tiered(JsonObject criterion)
    {
        var isPenalty = _dice.OneIn(4);
        var (points, atLeast) = (_dice.Between(10, 60), _dice.Between(2, 4));
        var ownSignals = _dice.OneIn(2);
        AddTo(criterion, "most", !isPenalty && _dice.OneIn(4) ? points + _dice.Of(0, 5, 20) : null);
        if (!ownSignals)
        {
            Measured(criterion, null);
        }

        criterion["tiers"] = Nodes(1, 3, () =>
        {
            var tier = new JsonObject { ["points"] = (isPenalty ? -1 : 1) * points };
            tier = ownSignals ? Measured(tier, atLeast) : Threshold(tier, criterion["measure"]?.ToString(), atLeast);
            (points, atLeast) = (Math.Max(1, points - _dice.Between(1, 15)), Math.Max(1, atLeast - 1));
            return tier;
        });
        return criterion;
    }

    /// <summary>Adds what is measured, and the threshold unless it is left to the tiers.</summary>
    private JsonObject Measured(JsonObject node, int? atLeast)
    {
        node["signal"] = Signal();
        var measure = _dice.OneIn(6) ? _dice.Of("change", "changePercent") : _dice.Of("count", "count", "distinct", "sessionDistinct", "greatest");
        var isChange = measure is "change" or "changePercent";
        AddTo(node, "measure", measure != "count" ? measure : null);
        AddTo(node, "property", measure != "count" && !isChange ? _dice.Of("p", "n") : null);
        _ = atLeast is { } number ? Threshold(node, measure, number) : node;
        return AddTo(node, "window", isChange || _dice.OneIn(2) ? new JsonObject { [isChange ? "lastDays" : _dice.Of("firstDays", "lastDays")] = _dice.Of(Days) } : null);
    }

    private JsonObject Threshold(JsonObject node, string? measure, int atLeast)
    {
        if (measure is not ("change" or "changePercent"))
        {
            return AddTo(node, "atLeast", atLeast);
        }

        var unit = measure == "change" ? 1 : 25;
        var (isDrop, isBounded) = (_dice.OneIn(3), _dice.OneIn(4));
        AddTo(node, "atMost", isDrop ? unit * _dice.Between(-3, 0) : isBounded ? unit * (atLeast + 2) : null);
        return AddTo(node, "atLeast", !isDrop ? unit * (atLeast - _dice.Below(4)) : isBounded ? unit * -4 : null);
    }

    private JsonObject Spike()
    {
        var spike = Measured(new JsonObject(), _dice.Between(1, 3));
        return AddTo(spike, "and", _dice.OneIn(2) ? Nodes(1, 3, () => Measured(new JsonObject(), _dice.Between(1, 2))) : null);
    }

    private JsonObject Velocity()
    {
        var velocity = new JsonObject { ["actions"] = _dice.Of(2, 3, 5), ["hours"] = _dice.Of(1, 2, 24, 48), ["lapseDays"] = _dice.Of(Days) };
        return _dice.OneIn(2) ? AddTo(velocity, "points", _dice.Of(25, 10.01)) : AddTo(velocity, "share", _dice.Of(0.5, 0.333));
    }

    private JsonObject Decay()
    {
        var kind = _products.Length > 0 ? _dice.Of("step", "percent") : _dice.Of("step", "percent", "halfLife", "halfLife");
        var decay = Fading(kind);
        decay["kind"] = kind;
        AddTo(decay, "proportional", kind != "halfLife" && _dice.OneIn(2) ? _dice.OneIn(2) : null);
        AddTo(decay, "layers", _products.Length == 0 && !_dice.OneIn(3) ? new JsonObject(_layers.Where(_ => !_dice.OneIn(3)).Select(layer =>
            KeyValuePair.Create(layer, (JsonNode?)(_dice.OneIn(4) ? new JsonObject { ["none"] = true } : Fading(kind))))) : null);
        AddTo(decay, "hold", _dice.OneIn(3) ? new JsonObject { ["signal"] = Signal(), ["days"] = _dice.Of(Days) } : null);
        AddTo(decay, "faster", _dice.OneIn(3) ? AddTo(new JsonObject { ["after"] = Signal(), ["factor"] = _dice.Of(2, 1.5, 10) }, "until", _dice.OneIn(2) ? Signal() : null) : null);
        return AddTo(decay, "floor", _dice.OneIn(2) ? _dice.Of(5, 20) : null);
    }

    /// <summary>The numbers of a decay, or of a layer.</summary>
    private JsonObject Fading(string kind)
    {
        var numbers = new JsonObject { ["periodDays"] = _dice.Of(Days) };
        AddTo(numbers, "points", kind == "step" ? _dice.Of(0, 0.33, 5, 10) : null);
        AddTo(numbers, "percent", kind == "percent" ? _dice.Of(0.5, 10, 100) : null);
        AddTo(numbers, "clock", kind != "halfLife" && _dice.OneIn(3) ? Signal() : null);
        return AddTo(numbers, "graceDays", _dice.OneIn(3) ? _dice.Of(0, 1, 5, 40) : null);
    }

    private JsonObject Recency() => new() { ["hours"] = _dice.Of(1, 24, 72, 720), ["multiplier"] = _dice.Of(1, 1.5, 1.33, 5) };

    private JsonObject FreeTier()
    {
        var rule = new JsonObject { ["most"] = _dice.Of(0, 10, 25.5, 40), ["afterDays"] = _dice.Of(Days), ["paid"] = Signal() };
        AddTo(rule, "free", _dice.OneIn(2) ? Signal() : null);
        return AddTo(rule, "unless", _dice.OneIn(2) ? Signal() : null);
    }

    private JsonObject Total()
    {
        var fit = _dice.Of(0m, 0.3m, 0.5m, 0.7m, 0.3333m, 1m);
        return _dice.OneIn(5) ? new JsonObject { ["kind"] = "additive" } : new JsonObject { ["kind"] = "weighted", ["fit"] = fit, ["behavior"] = 1 - fit };
    }

    private JsonObject Account()
    {
        var account = AddTo(new JsonObject(), "activeDays", _dice.OneIn(2) ? _dice.Of(Days) : null);
        return AddTo(account, "pql", _dice.OneIn(2) ? new JsonObject { ["total"] = _dice.Of(10, 30), ["fit"] = _dice.Of(0, 10), ["behavior"] = _dice.Of(5, 30) } : null);
    }

    private JsonObject Products() => new()
    {
        ["keys"] = new JsonArray([.. _products.Select(key => (JsonNode)key)]),
        ["bonuses"] = new JsonArray(new JsonObject { ["products"] = 2, ["points"] = 10 }, new JsonObject { ["products"] = 3, ["points"] = _dice.Of(10, 15) }),
    };

    private JsonArray Tiers(int most) => new(Step("low", 0), Step("middle", _dice.Between(1, most / 2)), Step("high", _dice.Between((most / 2) + 1, most)));

    private JsonArray Keyed(int from, int to, string key, Func<JsonObject> make)
    {
        var number = 0;
        return Nodes(from, to, () => AddTo(make(), "key", $"{key}{number++}"));
    }

    private JsonArray Nodes(int from, int to, Func<JsonNode> make) => new([.. _dice.Some(from, to, make)]);

    private string Signal() => _dice.Of(_signals);

    private static JsonObject Step(string key, int from) => new() { ["key"] = key, ["from"] = from };

    private static JsonObject AddTo(JsonObject node, string name, JsonNode? value)
    {
        if (value is not null)
        {
            node[name] = value;
        }

        return node;
    }
}
