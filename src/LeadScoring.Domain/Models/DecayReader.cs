using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the decay of a model document.</summary>
internal static class DecayReader
{
    private static readonly string[] Numbers = ["points", "percent", "periodDays", "graceDays", "clock"];

    /// <summary>Reads the decay.</summary>
    /// <param name="node">The document's part.</param>
    /// <param name="signals">The signals.</param>
    /// <param name="layers">The layers that criteria belong to.</param>
    public static DecayRule Read(ModelNode node, SignalReader signals, IReadOnlyCollection<string> layers)
    {
        node.IsObjectOf(["kind", "proportional", "floor", "layers", "hold", "faster", .. Numbers]);
        var kind = node.Required("kind") is { } named ? ReadKind(named) : DecayKind.Step;
        if (kind == DecayKind.HalfLife)
        {
            node.Optional("proportional")?.Error("does not belong to this kind of decay");
        }

        var rule = ReadNumbers(node, signals, new DecayRule(
            kind,
            Points.Zero,
            0,
            1,
            kind == DecayKind.HalfLife || (node.Optional("proportional")?.Flag() ?? false),
            0,
            node.Optional("floor")?.Points(0, 100) ?? Points.Zero,
            signals.Activity)
        {
            Hold = node.Optional("hold") is { } hold ? ReadHold(hold, signals) : null,
            Faster = node.Optional("faster") is { } faster ? ReadFaster(faster, signals) : null,
        });
        return rule with { Layers = [.. (node.Optional("layers")?.Members() ?? []).Select(layer => ReadLayer(layer.Name, layer.Node, rule, signals, layers))] };
    }

    /// <summary>The numbers of a decay, or of a layer in place of its own.</summary>
    private static DecayRule ReadNumbers(ModelNode node, SignalReader signals, DecayRule rule)
    {
        foreach (var (name, owner) in (ReadOnlySpan<(string, DecayKind)>)[("points", DecayKind.Step), ("percent", DecayKind.Percent)])
        {
            if (rule.Kind != owner)
            {
                node.Optional(name)?.Error("does not belong to this kind of decay");
            }
        }

        if (rule.Kind == DecayKind.HalfLife)
        {
            node.Optional("clock")?.Error("does not belong to this kind of decay: each criterion has its own clock");
        }

        return rule with
        {
            Points = rule.Kind == DecayKind.Step ? node.Required("points")?.Points(0, 100) ?? Points.Zero : Points.Zero,
            Percent = rule.Kind == DecayKind.Percent ? node.Required("percent")?.Number(0.01, 100, "from 0.01 to 100") ?? 0 : 0,
            PeriodDays = node.Required("periodDays")?.Whole(1, Window.MostDays) ?? 1,
            GraceDays = node.Optional("graceDays")?.Whole(0, Window.MostDays) ?? 0,
            Clock = node.Optional("clock") is { } clock ? signals.Plain(clock) : rule.Clock,
        };
    }

    private static LayerDecay ReadLayer(string name, ModelNode node, DecayRule rule, SignalReader signals, IReadOnlyCollection<string> layers)
    {
        if (!layers.Contains(name, StringComparer.Ordinal))
        {
            node.Error("is not the layer of any criterion");
        }

        node.IsObjectOf(["none", .. Numbers]);
        if (node.Optional("none") is not { } none)
        {
            return new LayerDecay(name, ReadNumbers(node, signals, rule));
        }

        if (!none.Flag() || Numbers.Any(node.Has))
        {
            none.Error("must be true and alone; leave it out and give numbers where the layer fades");
        }

        return new LayerDecay(name, null);
    }

    private static DecayHold ReadHold(ModelNode node, SignalReader signals)
    {
        node.IsObjectOf("signal", "days");
        return new DecayHold(signals.Plain(node.Required("signal")), node.Required("days")?.Whole(1, Window.MostDays) ?? 1);
    }

    private static FasterDecay ReadFaster(ModelNode node, SignalReader signals)
    {
        node.IsObjectOf("after", "until", "factor");
        return new FasterDecay(
            signals.Plain(node.Required("after")),
            node.Optional("until") is { } until ? signals.Plain(until) : null,
            node.Required("factor")?.Number(1.01, 10, "from 1.01 to 10") ?? 2);
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
