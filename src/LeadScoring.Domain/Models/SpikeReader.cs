namespace LeadScoring.Domain.Models;

/// <summary>Reads the spike alerts of a model document.</summary>
internal static class SpikeReader
{
    private const int MostSpikes = 64;
    private const int MostFurther = 10;
    private static readonly string[] Members = ["atLeast", "atMost", .. SignalReader.MeasureMembers];

    public static SpikeRule[] Read(ModelNode? node, SignalReader signals)
    {
        SpikeRule[] spikes = [.. (node?.Items(MostSpikes) ?? []).Select(item => ReadSpike(item, signals))];
        ModelReader.CheckKeys(node, spikes.Select(spike => spike.Key));
        return spikes;
    }

    private static SpikeRule ReadSpike(ModelNode node, SignalReader signals)
    {
        node.IsObjectOf(["key", "label", "play", "and", .. Members]);
        var key = node.Required("key") is { } named ? ModelReader.KeyOf(named) : "";
        return new SpikeRule(key, node.Optional("label")?.Text() ?? key, ReadCondition(node, signals))
        {
            And = [.. (node.Optional("and")?.Items(MostFurther) ?? []).Select(further => further.IsObjectOf(Members) ? ReadCondition(further, signals) : null).OfType<Condition>()],
            Play = node.Optional("play")?.Text(),
        };
    }

    private static Condition ReadCondition(ModelNode node, SignalReader signals) => signals.ReadCondition(node, node, node.Optional("atLeast"));
}
