using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>The members that say what becomes of points and scores, and every fault that they can have.</summary>
public sealed class RuleReaderTests
{
    private const string Each = "$.behavior.criteria[2]";

    [Fact]
    public void Every_rule_is_read_as_it_is_written()
    {
        var model = ModelReader.Read(KitchenSink.Rules);

        Assert.Equal((7_000, "Call now"), (model.Total.Fit, model.Priorities.Actions["A1"]));
        Assert.Equal([50, 125], Assert.IsType<FitEffect.Multiplier>(model.FitEffect).Hundredths);
        Assert.Equal((Points.Of(25), null), (model.Behavior[0].Most, model.Behavior[0].Each));
        Assert.Equal(new EachTime(Points.Of(2), Points.Of(20)), model.Behavior[2].Each);
        Assert.Equal(new RecencyRule(72, 1.5), model.Recency);
        Assert.Equal((Points.Of(40), 90), (model.FreeTier!.Most, model.FreeTier.AfterDays));
        Assert.Equal((20, 2d), (model.Decay!.Hold!.Days, model.Decay.Faster!.Factor));
        Assert.Equal(["intent", "product"], model.Decay.Layers.Select(layer => layer.Layer).ToArray());
        Assert.Equal((Points.Of(20), 14, 2), (model.Decay.Layers[0].Rule!.Points, model.Decay.Layers[0].Rule!.PeriodDays, model.Decay.Layers[0].Rule!.GraceDays));
        Assert.Null(model.Decay.Layers[1].Rule);
        Assert.Equal(new FitEffect.Gate(Points.Of(20)), ModelReader.Read(KitchenSink.Gated).FitEffect);
    }

    [Fact]
    public void A_document_that_names_none_of_them_has_none_of_them()
    {
        var model = ModelReader.Read(KitchenSink.Document);

        Assert.Equal((TotalRule.Additive, null, null, null), (model.Total, model.FitEffect, model.Recency, model.FreeTier));
        Assert.Equal((null, null, 0, 0), (model.Decay!.Hold, model.Decay.Faster, model.Decay.Layers.Count, model.Priorities.Actions.Count));
    }

    [Fact]
    public void A_total_may_say_that_it_is_additive() =>
        Assert.Equal(TotalRule.Additive, ModelReader.Read(KitchenSink.Edited(("$.total", """{ "kind": "additive" }"""))).Total);

    [Theory]
    [InlineData("$.total", "7", "must be an object")]
    [InlineData("$.total.kind", null, "is missing")]
    [InlineData("$.total.kind", "\"sum\"", "must be one of additive, weighted")]
    [InlineData("$.total.fit", null, "is missing")]
    [InlineData("$.total.behavior", null, "is missing")]
    [InlineData("$.total.fit", "0.8", "must have weights that add up to 1", "$.total")]
    [InlineData("$.total.fit", "0.70001", "with at most four decimals")]
    [InlineData("$.total.fit", "1.1", "must be a number from 0 to 1")]
    [InlineData("$.total.kind", "\"additive\"", "does not belong to this kind of total", "$.total.fit")]
    [InlineData("$.priorities", "[]", "must be an object")]
    [InlineData("$.priorities.A3", "\"x\"", "is not a cell; there are A1 to B2")]
    [InlineData("$.priorities.C1", "\"x\"", "is not a cell")]
    [InlineData("$.priorities.a1", "\"x\"", "is not a cell")]
    [InlineData("$.priorities.A1", "\"\"", "must be a text")]
    [InlineData("$.fit.effect", "\"gate\"", "must be an object")]
    [InlineData("$.fit.effect.kind", null, "is missing")]
    [InlineData("$.fit.effect.kind", "\"sum\"", "must be one of gate, multiplier")]
    [InlineData("$.fit.effect.least", "20", "does not belong to this kind of effect")]
    [InlineData("$.fit.effect.factors", null, "is missing")]
    [InlineData("$.fit.effect.factors.weak", null, "must name every fit tier: weak, strong", "$.fit.effect.factors")]
    [InlineData("$.fit.effect.factors.other", "1", "is not a member here")]
    [InlineData("$.fit.effect.factors.weak", "3.01", "from 0 to 3")]
    [InlineData("$.fit.effect.factors.weak", "-1", "from 0 to 3")]
    [InlineData("$.fit.effect.factors.weak", "0.125", "at most two decimals")]
    [InlineData("$.fit.effect.kind", "\"gate\"", "does not belong to this kind of effect", "$.fit.effect.factors")]
    [InlineData("$.fit.effect", """{ "kind": "gate" }""", "is missing", "$.fit.effect.least")]
    [InlineData("$.fit.effect", """{ "kind": "gate", "least": 50.5 }""", "from 0 to 50", "$.fit.effect.least")]
    [InlineData("$.fit.criteria[1].tiers[0].points", null, "is missing")]
    [InlineData("$.fit.criteria[2].tiers[0].points", "0", "must not be 0")]
    public void A_fault_of_the_total_or_of_fit_is_reported_at_its_place(string path, string? json, string message, string? reportedAt = null) => Reports(path, json, message, reportedAt);

    [Theory]
    [InlineData(Each + ".each", "2", "must be an object")]
    [InlineData(Each + ".each.points", null, "is missing")]
    [InlineData(Each + ".each.points", "0", "must not be 0")]
    [InlineData(Each + ".each.points", "0.125", "at most two decimals")]
    [InlineData(Each + ".each.most", null, "is missing")]
    [InlineData(Each + ".each.most", "-20", "must have the sign of points, and be no nearer to zero")]
    [InlineData(Each + ".each.most", "1.99", "must have the sign of points, and be no nearer to zero")]
    [InlineData(Each + ".each.most", "1000.01", "from -1000 to 1000")]
    [InlineData(Each + ".each.atLeast", "2", "is not a member here")]
    [InlineData(Each + ".most", "30", "does not belong here: each has a most of its own")]
    [InlineData(Each + ".tiers", """[{ "points": 5 }]""", "does not belong here: each says what the criterion is worth")]
    [InlineData(Each + ".signal", null, "is missing")]
    [InlineData(Each + ".measure", "\"greatest\"", "must be count or distinct")]
    [InlineData(Each + ".measure", "\"sessionDistinct\"", "must be count or distinct")]
    [InlineData(Each + ".measure", "\"change\"", "must be count or distinct")]
    [InlineData(Each + ".measure", "\"distinct\"", "is missing", Each + ".property")]
    [InlineData(Each, """{ "key": "each", "layer": "intent", "signal": "active", "window": { "lastDays": 7 }, "each": { "points": 1, "most": 65 } }""", "at most 64 can be told apart", Each + ".each")]
    [InlineData(Each, """{ "key": "each", "layer": "intent", "signal": "active", "measure": "distinct", "property": "p", "each": { "points": -1, "most": -64.01 } }""", "at most 64 can be told apart", Each + ".each")]
    [InlineData(Each, """{ "key": "each", "layer": "intent", "signal": "active" }""", "is missing", Each + ".tiers")]
    [InlineData("$.behavior.criteria[0].most", "19.99", "is less than what a tier is worth")]
    [InlineData("$.behavior.criteria[0].most", "1000.01", "from 0 to 1000")]
    [InlineData(Each, """{ "key": "no", "layer": "intent", "signal": "active", "most": 10, "tiers": [{ "points": -5 }] }""", "belongs to a penalty", Each + ".most")]
    [InlineData("$.behavior.recency", "72", "must be an object")]
    [InlineData("$.behavior.recency.hours", null, "is missing")]
    [InlineData("$.behavior.recency.hours", "0", "must be a whole number from 1 to 720")]
    [InlineData("$.behavior.recency.hours", "721", "must be a whole number from 1 to 720")]
    [InlineData("$.behavior.recency.multiplier", null, "is missing")]
    [InlineData("$.behavior.recency.multiplier", "0.99", "from 1 to 5")]
    [InlineData("$.behavior.recency.multiplier", "5.01", "from 1 to 5")]
    [InlineData("$.behavior.criteria[0].key", "\"recency\"", "the engine adds itself")]
    [InlineData("$.behavior.criteria[0].key", "\"fit_gate\"", "the engine adds itself")]
    [InlineData("$.behavior.criteria[0].key", "\"fit_multiplier\"", "the engine adds itself")]
    [InlineData("$.behavior.criteria[0].key", "\"free_tier_ceiling\"", "the engine adds itself")]
    public void A_fault_of_a_criterion_or_of_recency_is_reported_at_its_place(string path, string? json, string message, string? reportedAt = null) => Reports(path, json, message, reportedAt);

    [Theory]
    [InlineData("$.behavior.decay.layers", "[]", "must be an object")]
    [InlineData("$.behavior.decay.layers.sales", """{ "none": true }""", "is not the layer of any criterion")]
    [InlineData("$.behavior.decay.layers.intent", "7", "must be an object")]
    [InlineData("$.behavior.decay.layers.intent.points", null, "is missing")]
    [InlineData("$.behavior.decay.layers.intent.periodDays", null, "is missing")]
    [InlineData("$.behavior.decay.layers.intent.percent", "5", "does not belong to this kind of decay")]
    [InlineData("$.behavior.decay.layers.intent.kind", "\"step\"", "is not a member here")]
    [InlineData("$.behavior.decay.layers.intent.floor", "5", "is not a member here")]
    [InlineData("$.behavior.decay.layers.intent.clock", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.decay.layers.intent.none", "true", "must be true and alone")]
    [InlineData("$.behavior.decay.layers.product.none", "false", "must be true")]
    [InlineData("$.behavior.decay", """{ "kind": "halfLife", "periodDays": 30, "layers": { "intent": { "periodDays": 9, "clock": "active" } } }""", "does not belong to this kind of decay", "$.behavior.decay.layers.intent.clock")]
    [InlineData("$.behavior.decay", """{ "kind": "halfLife", "periodDays": 30, "layers": { "intent": { "periodDays": 9, "points": 3 } } }""", "does not belong to this kind of decay", "$.behavior.decay.layers.intent.points")]
    [InlineData("$.behavior.products", """{ "keys": ["crm"] }""", "cannot be combined with products", "$.behavior.decay.layers")]
    [InlineData("$.behavior.decay.hold", "20", "must be an object")]
    [InlineData("$.behavior.decay.hold.signal", null, "is missing")]
    [InlineData("$.behavior.decay.hold.signal", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.decay.hold.days", null, "is missing")]
    [InlineData("$.behavior.decay.hold.days", "0", "must be a whole number from 1 to 3650")]
    [InlineData("$.behavior.decay.faster", "2", "must be an object")]
    [InlineData("$.behavior.decay.faster.after", null, "is missing")]
    [InlineData("$.behavior.decay.faster.after", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.decay.faster.until", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.decay.faster.factor", null, "is missing")]
    [InlineData("$.behavior.decay.faster.factor", "1", "must be a number from 1.01 to 10")]
    [InlineData("$.behavior.decay.faster.factor", "10.5", "must be a number from 1.01 to 10")]
    [InlineData("$.behavior.freeTier", "40", "must be an object")]
    [InlineData("$.behavior.freeTier.most", null, "is missing")]
    [InlineData("$.behavior.freeTier.most", "100.01", "from 0 to 100")]
    [InlineData("$.behavior.freeTier.afterDays", null, "is missing")]
    [InlineData("$.behavior.freeTier.afterDays", "0", "must be a whole number from 1 to 3650")]
    [InlineData("$.behavior.freeTier.paid", null, "is missing")]
    [InlineData("$.behavior.freeTier.paid", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.freeTier.free", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.freeTier.unless", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.pql.blocks[0].key", "\"free_tier_ceiling\"", "is the reason of $.behavior.freeTier")]
    public void A_fault_of_decay_or_of_the_free_tier_is_reported_at_its_place(string path, string? json, string message, string? reportedAt = null) => Reports(path, json, message, reportedAt);

    [Fact]
    public void An_action_has_200_characters_at_most()
    {
        ModelReader.Read(KitchenSink.EditedOf(KitchenSink.Rules, ("$.priorities.A1", $"\"{new string('x', 200)}\"")));

        Reports("$.priorities.A1", $"\"{new string('x', 201)}\"", "must be a text of 1 to 200 characters", null);
    }

    [Theory]
    [InlineData("$.total.fit", "0.0001", "$.total.behavior", "0.9999")]
    [InlineData("$.total.fit", "0", "$.total.behavior", "1")]
    [InlineData(Each + ".each.points", "-20", Each + ".each.most", "-20")]
    [InlineData(Each + ".each.points", "0.01", Each + ".each.most", "1000")]
    [InlineData("$.fit.criteria[2].tiers[0].points", null, "$.fit.criteria[2].tiers[1].points", null)]
    [InlineData("$.behavior.freeTier.free", null, "$.behavior.freeTier.unless", null)]
    [InlineData("$.behavior.decay.hold", null, "$.behavior.decay.faster.until", null)]
    [InlineData("$.behavior.criteria[0].most", "20", "$.behavior.recency.multiplier", "1")]
    public void What_is_just_within_its_bounds_is_read(string path, string? json, string other, string? otherJson) =>
        ModelReader.Read(KitchenSink.EditedOf(KitchenSink.Rules, (path, json), (other, otherJson)));

    private static void Reports(string path, string? json, string message, string? reportedAt)
    {
        var refused = Assert.Throws<ModelException>(() => ModelReader.Read(KitchenSink.EditedOf(KitchenSink.Rules, (path, json))));

        var fault = refused.Errors.FirstOrDefault(error => error.Message.Contains(message, StringComparison.Ordinal));
        Assert.True(fault is not null, $"expected '{message}' among: {string.Join("; ", refused.Errors.Select(error => $"{error.Path}: {error.Message}"))}");
        Assert.Equal(reportedAt ?? path, fault.Path);
    }
}
