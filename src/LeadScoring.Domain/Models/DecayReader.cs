using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the decay of a model document.</summary>
internal static class DecayReader
{
    public static DecayRule Read(ModelNode node, SignalReader signals)
    {
        node.IsObjectOf("kind", "points", "percent", "periodDays", "proportional", "graceDays", "floor", "clock");
        var kind = node.Required("kind") is { } named ? ReadKind(named) : DecayKind.Step;
        foreach (var (name, owner) in (ReadOnlySpan<(string, DecayKind)>)[("points", DecayKind.Step), ("percent", DecayKind.Percent)])
        {
            if (kind != owner)
            {
                node.Optional(name)?.Error("does not belong to this kind of decay");
            }
        }

        if (kind == DecayKind.HalfLife)
        {
            node.Optional("proportional")?.Error("does not belong to this kind of decay");
            node.Optional("clock")?.Error("does not belong to this kind of decay: each criterion has its own clock");
        }

        return new DecayRule(
            kind,
            kind == DecayKind.Step ? node.Required("points")?.Points(0, 100) ?? Points.Zero : Points.Zero,
            kind == DecayKind.Percent ? node.Required("percent")?.Number(0.01, 100, "from 0.01 to 100") ?? 0 : 0,
            node.Required("periodDays")?.Whole(1, Window.MostDays) ?? 1,
            kind == DecayKind.HalfLife || (node.Optional("proportional")?.Flag() ?? false),
            node.Optional("graceDays")?.Whole(0, Window.MostDays) ?? 0,
            node.Optional("floor")?.Points(0, 100) ?? Points.Zero,
            node.Optional("clock") is { } clock ? signals.Plain(clock) : signals.Activity);
    }

    private static DecayKind ReadKind(ModelNode node)
    {
        switch (node.Text())
        {
            case "step": return DecayKind.Step;
            case "percent": return DecayKind.Percent;
            case "halfLife": return DecayKind.HalfLife;
            default:
                node.Error("must be one of step, percent, halfLife");
                return DecayKind.Step;
        }
    }
}
