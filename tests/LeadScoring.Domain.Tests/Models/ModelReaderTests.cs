using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Models;

public sealed class ModelReaderTests
{
    [Fact]
    public void The_default_model_is_read_with_all_its_parts()
    {
        var model = Engine.ProductLed;

        Assert.Equal(("product-led", 8, 12, 2), (model.Key, model.Fit.Count, model.Behavior.Count, model.Spikes.Count));
        Assert.Equal(["disqualified:competitor", "customer"], model.BlockReasons);
        Assert.Equal(8, model.Behavior.Count(criterion => criterion.BurstPatterns != 0));
    }

    [Fact]
    public void Accounts_have_thresholds_of_their_own_and_the_blocks_of_leads()
    {
        var model = ModelReader.Read(KitchenSink.Document);

        Assert.Equal(new AccountRule(new PqlRule(Points.From(70.5m), Points.Of(10), Points.Of(35), model.Pql.BlockedBy), 14), model.Account);
    }

    [Theory]
    [InlineData("$.account")]
    [InlineData("$.account.pql", "$.account.activeDays")]
    public void Accounts_that_a_document_says_nothing_about_take_what_leads_take_and_30_days(params string[] absent)
    {
        var model = ModelReader.Read(KitchenSink.Edited([.. absent.Select(path => (path, (string?)null))]));

        Assert.Equal(new AccountRule(model.Pql, 30), model.Account);
    }

    [Fact]
    public void The_default_model_says_what_an_account_takes() =>
        Assert.Equal(new AccountRule(new PqlRule(Points.Of(80), Points.Of(15), Points.Of(40), Engine.ProductLed.Pql.BlockedBy), 30), Engine.ProductLed.Account);

    [Fact]
    public void Every_member_there_is_can_be_used() => Assert.All(KitchenSink.All, document => ModelReader.Read(document));

    [Theory]
    [InlineData("$.extra", "1", "is not a member here")]
    [InlineData("$.behavior.criteria[0].tiers[0].atleast", "3", "is not a member here")]
    [InlineData("$.behavior.decay.graceDay", "3", "is not a member here")]
    [InlineData("$.signals.used[0].were", "{}", "is not a member here")]
    [InlineData("$.key", null, "is missing")]
    [InlineData("$.pql", null, "is missing")]
    [InlineData("$.behavior.criteria[1].tiers[0].points", null, "is missing")]
    [InlineData("$.behavior.criteria[1].property", null, "is missing", "$.behavior.criteria[1].tiers[0].property")]
    [InlineData("$.behavior.criteria[2].signal", null, "is missing", "$.behavior.criteria[2].tiers[0].signal")]
    [InlineData("$.behavior.decay.points", null, "is missing")]
    [InlineData("$.fit", "[]", "must be an object")]
    [InlineData("$.fit.criteria", "{}", "must be a list")]
    [InlineData("$.name", "7", "must be a text")]
    [InlineData("$.name", "\"\"", "must be a text")]
    [InlineData("$.key", "\"Big Key\"", "must be a key")]
    [InlineData("$.fit.criteria[0].blocks", "\"yes\"", "must be true or false")]
    [InlineData("$.behavior.velocity.actions", "2.5", "must be a whole number from 2 to 32")]
    [InlineData("$.behavior.velocity.actions", "33", "must be a whole number from 2 to 32")]
    [InlineData("$.behavior.criteria[0].window.firstDays", "0", "must be a whole number from 1 to 3650")]
    [InlineData("$.behavior.criteria[0].tiers[0].points", "20.125", "at most two decimals")]
    [InlineData("$.behavior.criteria[0].tiers[0].points", "1000.01", "from -1000 to 1000")]
    [InlineData("$.behavior.criteria[0].tiers[0].points", "0", "must not be 0")]
    [InlineData("$.pql.total", "151", "from 0 to 150")]
    [InlineData("$.account", "7", "must be an object")]
    [InlineData("$.account.blocks", "[]", "is not a member here")]
    [InlineData("$.account.pql.blocks", "[]", "is not a member here")]
    [InlineData("$.account.pql.total", null, "is missing")]
    [InlineData("$.account.pql.total", "150.5", "from 0 to 150")]
    [InlineData("$.account.pql.fit", "51", "from 0 to 50")]
    [InlineData("$.account.pql.behavior", "-1", "from 0 to 100")]
    [InlineData("$.account.activeDays", "0", "must be a whole number from 1 to 3650")]
    [InlineData("$.account.activeDays", "3651", "must be a whole number from 1 to 3650")]
    [InlineData("$.fit.criteria[0].tiers[0].from", "1e16", "must be a number")]
    [InlineData("$.signals.used[0].where.core", "null", "must be a text, a number, true or false")]
    [InlineData("$.signals.used[0].where.size", "{}", "must compare with something")]
    [InlineData("$.signals.used[0].where.name.oneOf", "[]", "can never be met")]
    [InlineData("$.signals.used", "[]", "must name at least one event")]
    [InlineData("$.activity", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.start[0]", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.signals.tried[0].during.from", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.signals.used[0].where.size.atLeastShareOf.property", "\"size\"", "must name another property", "$.signals.used[0].where.size.atLeastShareOf")]
    [InlineData("$.signals.used[0].where.size.atLeastShareOf.property", null, "is missing")]
    [InlineData("$.signals.used[0].where.size.atLeastShareOf.share", "0", "must be a number from 0.0001 to 100")]
    [InlineData("$.signals.used[0].where.size.atLeastShareOf.share", "100.5", "must be a number from 0.0001 to 100")]
    [InlineData("$.signals.used[0].where.limit", """{ "atLeast": 12 }""", "can never be met", "$.signals.used[0].where.size.atLeastShareOf")]
    [InlineData("$.behavior.criteria[3].window", """{ "firstDays": 14 }""", "must have lastDays alone")]
    [InlineData("$.behavior.criteria[3].window", "{}", "must have lastDays alone")]
    [InlineData("$.behavior.criteria[3].window.lastDays", "91", "must be a whole number from 1 to 90")]
    [InlineData("$.behavior.criteria[3].window", null, "is missing", "$.behavior.criteria[3].tiers[0].window")]
    [InlineData("$.behavior.criteria[3].property", "\"name\"", "is only read by")]
    [InlineData("$.behavior.criteria[3].tiers[0].atLeast", null, "must have atLeast or atMost", "$.behavior.criteria[3].tiers[0]")]
    [InlineData("$.behavior.criteria[3].tiers[0].atLeast", "-101", "must be a whole number from -100 to 1000000")]
    [InlineData("$.behavior.criteria[3].tiers[0].atLeast", "0.5", "must be a whole number from -100 to 1000000")]
    [InlineData("$.behavior.criteria[3].tiers[1].atMost", "-2", "can never be met", "$.behavior.criteria[3].tiers[1]")]
    [InlineData("$.behavior.criteria[3].tiers[1]", """{ "points": 2, "atLeast": 60 }""", "can never be reached")]
    [InlineData("$.behavior.criteria[0].tiers[0].atMost", "7", "is only read by the measures change and changePercent")]
    [InlineData("$.spikes[0].atMost", "7", "is only read by the measures change and changePercent")]
    [InlineData("$.spikes[1].atMost", null, "must have atLeast or atMost", "$.spikes[1]")]
    [InlineData("$.spikes[0].and[0].signal", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.spikes[0].and[0].atLeast", null, "is missing")]
    [InlineData("$.spikes[0].and", "[1,2,3,4,5,6,7,8,9,10,11]", "at most 10 are allowed")]
    [InlineData("$.spikes[0].and[0]", "7", "must be an object")]
    [InlineData("$.signals.set_up[0].after", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.signals.set_up[0].after", "7", "must be a text")]
    [InlineData("$.signals.tried[0].during.from", null, "is missing")]
    [InlineData("$.signals.tried[0].during.days", "{}", "must have from or to")]
    [InlineData("$.signals.tried[0].during.days.from", "14", "can never be met: from must be less than to", "$.signals.tried[0].during.days")]
    [InlineData("$.signals.tried[0].during.days.from", "-1", "must be a whole number from 0 to 3650")]
    [InlineData("$.signals.tried[0].during.days.to", "3651", "must be a whole number from 1 to 3650")]
    [InlineData("$.conversion", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.maturity", "\"old\"", "must be one of starter, standard")]
    [InlineData("$.salesCycleDays", "0", "must be a whole number from 1 to 3650")]
    [InlineData("$.spikes[0].play", "\"\"", "must be a text of 1 to 500 characters")]
    [InlineData("$.spikes[0].play", "\"a\\u0000b\"", "without U+0000")]
    [InlineData("$.behavior.criteria[0].signal", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.criteria[0].voidedBy[0]", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.behavior.decay.clock", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.pql.blocks[0].signal", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.spikes[0].signal", "\"nothing\"", "is not declared under $.signals")]
    [InlineData("$.fit.criteria[1].tiers[0].oneOf", "\"nothing\"", "is not declared under $.lists")]
    [InlineData("$.fit.criteria[0].attribute", "\"size\"", "is not an attribute")]
    [InlineData("$.behavior.criteria[0].product", "\"nothing\"", "is not declared under $.behavior.products.keys")]
    [InlineData("$.fit.criteria[1].key", "\"size\"", "has the key 'size' twice", "$.fit.criteria")]
    [InlineData("$.behavior.criteria[1].key", "\"used\"", "has the key 'used' twice", "$.behavior.criteria")]
    [InlineData("$.behavior.products.keys", "[\"crm\", \"crm\"]", "has the key 'crm' twice")]
    [InlineData("$.fit.criteria[0].key", "\"fit_limit\"", "the engine adds itself")]
    [InlineData("$.behavior.criteria[0].key", "\"velocity\"", "the engine adds itself")]
    [InlineData("$.behavior.criteria[0].layer", "\"adjustment\"", "is taken")]
    [InlineData("$.behavior.criteria[0].tiers[0].atLeast", "65", "from 1 to 64")]
    [InlineData("$.behavior.criteria[1].tiers[0].atLeast", "65", "from 1 to 64")]
    [InlineData("$.spikes[0].atLeast", "65", "from 1 to 64")]
    [InlineData("$.behavior.criteria[1].tiers[1].atLeast", null, "is missing")]
    [InlineData("$.behavior.criteria[0].property", "\"name\"", "is only read by")]
    [InlineData("$.behavior.criteria[2].tiers[0]", """{ "points": -5, "signal": "used" }""", "is never read", "$.behavior.criteria[2].signal")]
    [InlineData("$.behavior.criteria[0].measure", "\"sum\"", "must be one of count")]
    [InlineData("$.behavior.criteria[0].window", """{ "firstDays": 1, "lastDays": 1 }""", "either firstDays or lastDays")]
    [InlineData("$.behavior.criteria[0].window", "{}", "either firstDays or lastDays")]
    [InlineData("$.behavior.velocity.share", "0.5", "either points or share", "$.behavior.velocity")]
    [InlineData("$.behavior.velocity.points", null, "either points or share", "$.behavior.velocity")]
    [InlineData("$.behavior.criteria[0].keyAction", "false", "needs 1 to 64 kinds of key action", "$.behavior.velocity")]
    [InlineData("$.behavior.decay.kind", "\"linear\"", "must be one of step")]
    [InlineData("$.behavior.decay.percent", "5", "does not belong to this kind of decay")]
    [InlineData("$.behavior.decay.kind", "\"halfLife\"", "cannot be combined with products")]
    [InlineData("$.behavior.criteria[0].tiers[1].points", "-5", "points of one sign", "$.behavior.criteria[0].tiers")]
    [InlineData("$.behavior.criteria[0].tiers", "[]", "at least one tier")]
    [InlineData("$.behavior.criteria[0].tiers[0].points", "4", "can never be reached", "$.behavior.criteria[0].tiers[0]")]
    [InlineData("$.fit.criteria[0].tiers[0].from", "501", "can never be reached", "$.fit.criteria[0].tiers[0]")]
    [InlineData("$.fit.criteria[0].tiers[1]", """{ "points": 8, "from": 60, "to": 70 }""", "can never be reached")]
    [InlineData("$.fit.criteria[2].tiers[1].containsWord", "[]", "can never be reached")]
    [InlineData("$.fit.criteria[0].tiers[1].oneOf", "[\"a\"]", "must have one of from and to", "$.fit.criteria[0].tiers[1]")]
    [InlineData("$.signals.tried[0].during.until", "\"tried\"", "is not declared")]
    [InlineData("$.fit.tiers[0].from", "1", "must have one step from 0", "$.fit.tiers")]
    [InlineData("$.behavior.tiers[1].from", "0", "must have one step from 0", "$.behavior.tiers")]
    [InlineData("$.behavior.tiers[1].key", "\"low\"", "must have one step from 0", "$.behavior.tiers")]
    [InlineData("$.bands", "[]", "must have one step from 0")]
    [InlineData("$.behavior.products.bonuses", """[{ "products": 2, "points": 10 }, { "products": 3, "points": 5 }]""", "at least as much for more products")]
    [InlineData("$.behavior.products.bonuses", """[{ "products": 2, "points": 10 }, { "products": 2, "points": 10 }]""", "no number of products twice")]
    public void A_fault_is_reported_at_its_place(string path, string? json, string message, string? reportedAt = null)
    {
        var errors = Errors(KitchenSink.Edited((path, json)));

        var fault = errors.FirstOrDefault(error => error.Message.Contains(message, StringComparison.Ordinal));
        Assert.True(fault is not null, $"expected '{message}' among: {string.Join("; ", errors.Select(error => $"{error.Path}: {error.Message}"))}");
        Assert.Equal(reportedAt ?? path, fault.Path);
    }

    [Fact]
    public void A_period_cannot_be_made_of_a_signal_that_has_a_period()
    {
        var errors = Errors(KitchenSink.Edited(("$.signals.within", """[{ "event": "X", "during": { "from": "tried", "until": "trial_ended" } }]""")));

        Assert.Equal(new ModelError("$.signals.within[0].during", "must be made of signals that have no period themselves"), Assert.Single(errors));
    }

    [Fact]
    public void Nothing_counts_after_a_signal_that_has_a_period()
    {
        var errors = Errors(KitchenSink.Edited(("$.signals.within", """[{ "event": "X", "after": "set_up" }]""")));

        Assert.Equal(new ModelError("$.signals.within[0].after", "must be made of signals that have no period themselves"), Assert.Single(errors));
    }

    [Fact]
    public void What_is_only_for_people_and_reviews_is_read()
    {
        var model = ModelReader.Read(KitchenSink.Document);

        Assert.Equal("""("Trial Ended")""", model.Signals[model.Conversion!.Value].Canonical);
        Assert.Equal((ModelMaturity.Starter, 45), (model.Maturity, model.SalesCycleDays));
        Assert.Equal(("Ask how the team grows.", "Ask what it was used for.", "Offer a session."), (model.Fit[0].Play, model.Behavior[0].Play, model.Spikes[0].Play));
        Assert.Equal((ModelMaturity.Standard, null), (Engine.ProductLed.Maturity, Engine.ProductLed.SalesCycleDays));
    }

    [Theory]
    [InlineData("\"key\": \"kitchen-sink\"", "$.key")]
    [InlineData("\"active\": [{ \"event\": \"Signed In\" }, { \"event\": \"Feature Used\" }]", "$.signals.active")]
    [InlineData("\"industries\": [\"SaaS\", \"Media\"]", "$.lists.industries")]
    [InlineData("\"core\": true", "$.signals.used[0].where.core")]
    [InlineData("\"hours\": 48", "$.behavior.velocity.hours")]
    public void A_member_that_stands_there_twice_is_a_fault(string member, string path)
    {
        var at = KitchenSink.Document.IndexOf(member, StringComparison.Ordinal);
        var errors = Errors(KitchenSink.Document.Insert(at, member + ", "));

        Assert.Equal(new ModelError(path, "stands here twice"), Assert.Single(errors));
    }

    [Fact]
    public void All_faults_are_found_in_one_pass_and_each_is_reported_once()
    {
        var errors = Errors(KitchenSink.Edited(
            ("$.nmae", "1"), ("$.name", null), ("$.behavior.criteria[2].signal", "\"nothing\""), ("$.behavior.criteria[2].tiers[0].points", "\"5\""), ("$.fit.tiers[0].from", "51"), ("$.pql.behavior", "101")));

        string[] expected = ["$.behavior.criteria[2].signal", "$.behavior.criteria[2].tiers[0].points", "$.fit.tiers[0].from", "$.name", "$.nmae", "$.pql.behavior"];
        Assert.Equal(expected, errors.Select(error => error.Path).Order(StringComparer.Ordinal).ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ \"key\": }")]
    [InlineData("{} {}")]
    public void What_is_not_JSON_is_a_fault_of_the_document(string json)
    {
        var fault = Assert.Single(Errors(json));

        Assert.Equal("$", fault.Path);
        Assert.StartsWith("is not JSON", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_surrogate_pair_is_a_fault_of_the_document(bool escaped)
    {
        var text = "\"" + (escaped ? @"\ud800" : new string((char)0xD800, 1)) + "\"";
        var json = KitchenSink.Document.Replace("\"Kitchen sink\"", text, StringComparison.Ordinal);

        Assert.Equal(new ModelError("$", "has a text with a broken surrogate pair"), Assert.Single(Errors(json)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public void A_document_of_the_wrong_shape_is_refused(string json) => Assert.NotEmpty(Errors(json));

    private static IReadOnlyList<ModelError> Errors(string json)
    {
        try
        {
            ModelReader.Read(json);
            return [];
        }
        catch (ModelException refused)
        {
            return refused.Errors;
        }
    }
}
