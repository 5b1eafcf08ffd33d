using System.Text.Json;
using LeadScoring.Api.Signals;

namespace LeadScoring.Api.Tests.Signals;

/// <summary>Documents in which everything is called like the signal <c>s</c>: only some of it names it.</summary>
public sealed class SignalUseTests
{
    [Theory]
    [InlineData("""{"activity":"s","start":["t","s"]}""", "activity activity, start start")]
    [InlineData("""{"key":"s","name":"s","description":"s","lists":{"s":["s"]},"fit":{"criteria":[{"key":"s","label":"s","attribute":"s","tiers":[{"oneOf":"s"}]}]}}""", "")]
    [InlineData("""{"signals":{"s":[{"event":"s","where":{"s":"s"}}],"event":[{"event":"s","during":{"from":"s","until":"t"}}],"later":[{"event":"e","after":"s"}]}}""", "signals.event from, signals.later after")]
    [InlineData("""{"behavior":{"criteria":[{"key":"a","label":"s","layer":"s","product":"s","signal":"s","voidedBy":["t","s"],"measure":"s","property":"s","play":"s"}]}}""", "behavior.criteria.a signal, behavior.criteria.a voidedBy")]
    [InlineData("""{"behavior":{"criteria":[{"key":"a","tiers":[{"signal":"t"},{"signal":"s"}]}],"tiers":[{"key":"s","from":0}]}}""", "behavior.criteria.a signal")]
    [InlineData("""{"behavior":{"decay":{"clock":"s","kind":"s","hold":{"signal":"s"},"layers":{"s":{"clock":"s"}}},"products":{"keys":["s"]}}}""", "behavior.decay clock, behavior.decay.hold signal, behavior.decay.layers.s clock")]
    [InlineData("""{"spikes":[{"key":"s","signal":"s","and":[{"signal":"s"}]}],"pql":{"blocks":[{"key":"s","signal":"s"}]},"bands":[{"key":"s","from":0}]}""", "spikes.s signal, spikes.s signal, pql.blocks.s signal")]
    public void A_signal_is_used_where_a_rule_names_it(string document, string uses)
    {
        using var json = JsonDocument.Parse(document);

        Assert.Equal(uses, string.Join(", ", SignalUse.In(json.RootElement, new HashSet<string>(["s"], StringComparer.Ordinal)).Select(use => $"{use.Place} {use.Member}")));
    }
}
