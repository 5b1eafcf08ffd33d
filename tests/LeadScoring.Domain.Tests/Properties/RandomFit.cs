using System.Text.Json.Nodes;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>Fit criteria over few attributes, and attributes written, overwritten and cleared in a random order.</summary>
internal static class RandomFit
{
    private static readonly string[] Criteria = ["employees", "industry", "technologies", "title", "emailDomain", "traits.t", "departments"];

    public static JsonObject Part(Dice dice, JsonArray tiers)
    {
        var number = 0;
        return new JsonObject
        {
            ["criteria"] = new JsonArray([.. dice.Some(0, 4, () => (JsonNode)Criterion(dice, $"f{number++}"))]),
            ["tiers"] = tiers,
        };
    }

    /// <summary>What fit does to behavior, by the tiers of random models.</summary>
    public static JsonObject Effect(Dice dice) => dice.OneIn(2)
        ? new JsonObject { ["kind"] = "gate", ["least"] = dice.Of(0, 1, 10.5, 20) }
        : new JsonObject
        {
            ["kind"] = "multiplier",
            ["factors"] = new JsonObject { ["low"] = dice.Of(0, 0.5, 0.33, 1), ["middle"] = dice.Of(0.75, 1, 1.15), ["high"] = dice.Of(1, 1.25, 3, 0.5) },
        };

    public static LeadProfile Profile(Dice dice) => new(Lead(dice), Account(dice));

    /// <summary>The attributes of an account, when the first of its people signed up, and of how many departments they are.</summary>
    public static LeadProfile AccountProfile(Dice dice) =>
        LeadProfile.OfAccount(Account(dice), dice.Some(0, 2, () => LeadProfile.SignUpOf(Lead(dice))).Min(), dice.Below(4));

    private static Attributes Lead(Dice dice) =>
        Written(dice, ("title", ["CTO", "Head of Growth", "y x"]), ("email", ["v@x.example", "v@y.edu"]), ("traits.t", ["x", "Y", 3d]), ("signedUpAt", ["2026-03-01T09:00:00Z", "2026-03-02T09:10:00Z", "2026-03-05T09:00:00+02:00", "soon"]));

    private static Attributes Account(Dice dice) =>
        Written(dice, ("employees", ["51-200", 10d, "many"]), ("industry", ["x", "y z", ""]), ("technologies", [new[] { "a", "X" }, "y"]), ("domain", ["x.example"]));

    private static JsonObject Criterion(Dice dice, string key)
    {
        var attribute = dice.Of(Criteria);
        var points = dice.OneIn(3) ? -dice.Between(1, 60) : dice.Between(1, 40);
        var criterion = new JsonObject
        {
            ["key"] = key,
            ["attribute"] = attribute,
            ["tiers"] = new JsonArray([.. dice.Some(1, 2, () =>
            {
                var tier = Match(dice, attribute);
                tier["points"] = points;
                points -= points > 1 ? 1 : points < 0 ? -1 : 0;
                return (JsonNode)tier;
            })]),
        };
        if (dice.OneIn(4))
        {
            criterion["blocks"] = true;
            foreach (var tier in criterion["tiers"]!.AsArray().Where(_ => dice.OneIn(3)))
            {
                tier!.AsObject().Remove("points");
            }
        }

        return criterion;
    }

    private static JsonObject Match(Dice dice, string attribute)
    {
        if (attribute == "departments")
        {
            return dice.OneIn(2) ? new JsonObject { ["from"] = dice.Between(0, 3) } : new JsonObject { ["from"] = 1, ["to"] = 2 };
        }

        if (attribute == "employees")
        {
            return new JsonObject { ["from"] = dice.Of(1, 10, 125), ["to"] = dice.Of(125, 126, 1_000) };
        }

        var tier = new JsonObject();
        if (dice.OneIn(4))
        {
            tier["attribute"] = dice.Of("accountDomain", "traits.t");
        }

        tier[dice.Of("oneOf", "endsWith", "containsWord")] = dice.Below(3) switch
        {
            0 => "named",
            1 => new JsonArray("x.example", ".edu"),
            _ => new JsonArray("x", "growth", "cto"),
        };
        return tier;
    }

    private static Attributes Written(Dice dice, params (string Name, object[] Values)[] names)
    {
        var attributes = new Attributes();
        foreach (var (name, values) in names)
        {
            for (var times = dice.Below(3); times > 0; times--)
            {
                var value = dice.OneIn(4) ? null : Support.Profiles.Value(dice.Of(values));
                attributes.Write(name, value, new Attributes.Stamp(Support.History.Day(dice.Below(3)), "user:u", $"m{dice.Below(9)}"));
            }
        }

        return attributes;
    }
}
