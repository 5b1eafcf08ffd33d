using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Models;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>What a review says is so.</summary>
public sealed class ReviewLaws
{
    [Fact]
    public void Nobody_has_more_than_the_greatest_points() => Case.Holds(lead =>
    {
        var most = AttainablePoints.Of(lead.Model);
        var numbers = lead.Evaluate().Numbers;
        Assert.True(numbers.Fit <= most.LeadFit && numbers.Behavior <= most.Behavior && numbers.Total <= most.LeadTotal);

        var people = MergeLaws.Merged(lead, MergeLaws.People(lead).Select(log => Domain.Leads.Digest.Fold(lead.Layout, log)));
        var account = ScoringEngine.Score(lead.Model, new Domain.Leads.LeadFacts(RandomFit.AccountProfile(lead.Dice), people), lead.AsOf);
        Assert.True(account.Fit <= most.AccountFit && account.Behavior <= most.Behavior && account.Total <= most.AccountTotal);
        return true;
    });

    [Fact]
    public void What_is_not_used_can_be_left_out_and_everything_else_cannot() => Case.Holds(lead =>
    {
        var unused = ModelReview.Of(lead.Document).Select(warning => warning.Path).Where(IsDeclaration).ToList();
        var document = JsonNode.Parse(lead.Document)!;
        unused.ForEach(path => KitchenSink.Set(document, path, null));

        var smaller = new Case(document.ToJsonString(), lead.Profile, lead.Log, lead.AsOf, lead.Seed);
        Assert.Equal(Answer.WithEvidence(lead.Evaluate()), Answer.WithEvidence(smaller.Evaluate()));
        Assert.DoesNotContain(ModelReview.Of(smaller.Document), warning => IsDeclaration(warning.Path));
        foreach (var name in document["signals"]!.AsObject().Select(signal => signal.Key).ToList())
        {
            var without = document.DeepClone();
            KitchenSink.Set(without, "$.signals." + name, null);
            Assert.Throws<ModelException>(() => ModelReader.Read(without.ToJsonString()));
        }

        return true;
    });

    [Fact]
    public void Every_warning_is_at_a_place_of_the_document() => Case.Holds(lead =>
    {
        var places = KitchenSink.Places(JsonNode.Parse(lead.Document)).Select(place => place.Path).ToHashSet(StringComparer.Ordinal);
        Assert.All(ModelReview.Of(lead.Document), warning => Assert.Contains(warning.Path, places));
        return true;
    });

    private static bool IsDeclaration(string path) => path.StartsWith("$.signals.", StringComparison.Ordinal) || path.StartsWith("$.lists.", StringComparison.Ordinal);
}
