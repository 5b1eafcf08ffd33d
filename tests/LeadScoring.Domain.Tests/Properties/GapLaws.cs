using System.Text.Json.Nodes;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Scoring.Gaps;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>What is said to make a lead a PQL makes it one.</summary>
public sealed class GapLaws
{
    /// <summary>Sets beyond this many are not gone through one by one.</summary>
    private const int MostByHand = 3_000;

    [Fact]
    public void Every_set_makes_the_lead_a_PQL_by_walking_through_the_log_with_its_events() => Holds(lead =>
    {
        var gap = Gap.Of(lead.Model, lead.Facts, lead.AsOf);
        foreach (var set in gap.Sets)
        {
            var (profile, log) = Applied(lead, set.Actions, set.Attributes);
            var answer = NaiveScoring.Evaluate(lead.Model, profile, log, gap.Now.AsOf);
            Assert.True(answer.Numbers.IsPql, $"{Text(set)} in {lead}");
            Assert.Equal((answer.Numbers.Fit, answer.Numbers.Behavior, answer.Numbers.Total), (set.After.Fit, set.After.Behavior, set.After.Total));
        }

        return true;
    });

    [Fact]
    public void No_smaller_set_of_what_is_offered_does_and_none_at_all_where_there_is_no_set() => Holds(lead =>
    {
        var gap = Gap.Of(lead.Model, lead.Facts, lead.AsOf);
        if (gap.Offers is null || gap.IsCut)
        {
            return true;
        }

        var size = gap.Sets.Count > 0 ? Size(gap.Sets[0]) : int.MaxValue;
        foreach (var (actions, attributes) in AllSets(gap.Offers).Take(MostByHand).Where(set => set.Actions.Count + set.Attributes.Count < size))
        {
            var (profile, log) = Applied(lead, actions, attributes);
            var score = ScoringEngine.Score(lead.Model, new LeadFacts(profile, Digest.Fold(lead.Layout, log)), gap.Now.AsOf);
            Assert.False(score.IsPql, $"{actions.Count} actions, {attributes.Count} attributes");
        }

        Assert.All(gap.Sets, set => Assert.Equal(size, Size(set)));
        return true;
    });

    [Fact]
    public void What_is_offered_reaches_the_tier_it_names() => Holds(lead =>
    {
        var gap = Gap.Of(lead.Model, lead.Facts, lead.AsOf);
        Assert.All(gap.Offers?.Actions.SelectMany(group => group).Where(action => lead.Model.Behavior.Any(criterion => criterion.Key == action.Criterion)) ?? [], action =>
        {
            var (profile, log) = Applied(lead, [action], []);
            var lines = NaiveScoring.Evaluate(lead.Model, profile, log, gap.Now.AsOf).Contributions.Where(line => line.Criterion == action.Criterion && line.Layer != Contribution.FitLayer);
            Assert.True(Assert.Single(lines).Points >= action.Points);
        });
        Assert.All(gap.Offers?.Attributes.SelectMany(group => group) ?? [], attribute =>
        {
            Assert.Null(lead.Profile[attribute.Attribute]);
            Assert.True(attribute.Match.IsMetBy(attribute.Value));
        });
        return true;
    });

    [Fact]
    public void A_lead_without_a_set_is_told_why() => Holds(lead =>
    {
        var gap = Gap.Of(lead.Model, lead.Facts, lead.AsOf);

        Assert.Equal(gap.Now.Blocks != 0, gap.BlockedBy.Count > 0);
        Assert.True(gap.Sets.Count == 0 || gap.BlockedBy.All(reason => reason == "free_tier_ceiling"));
        Assert.True(gap.Now.IsPql || gap.BlockedBy.Count > 0 || gap.Sets.Count > 0 || gap.Unreachable.Count > 0 || gap.IsCut);
        Assert.All(gap.Unreachable, threshold => Assert.True(threshold.Most < threshold.Threshold));
        return true;
    });

    [Fact]
    public void What_is_said_to_lose_a_PQL_loses_it() => Holds(lead =>
    {
        var gap = Gap.Of(lead.Model, lead.Facts, lead.AsOf);
        Assert.True(gap.Now.IsPql || (gap.Losses.Count == 0 && gap.PqlUntil is null));
        Assert.All(gap.Losses, loss => Assert.False(NaiveScoring.Evaluate(lead.Model, lead.Profile, [.. lead.Log, .. loss.Events], gap.Now.AsOf).Numbers.IsPql));
        return true;
    });

    private static (LeadProfile Profile, ProductEvent[] Log) Applied(Case lead, IEnumerable<GapAction> actions, IEnumerable<GapValue> attributes) => (
        attributes.OrderByDescending(each => each.Attribute == "title").Aggregate(lead.Profile, (profile, each) => profile.With(each.Attribute, each.Value)),
        [.. lead.Log, .. actions.SelectMany(action => action.Events).Select(Copy)]);

    // The walk tells events apart by themselves; the same sample may stand there several times.
    private static ProductEvent Copy(ProductEvent each) => new(each.Sender, each.MessageId, each.At, each.Name, each.Properties.ToDictionary(StringComparer.Ordinal));

    private static IEnumerable<(IReadOnlyList<GapAction> Actions, IReadOnlyList<GapValue> Attributes)> AllSets(GapOffers offers) =>
        from actions in Choices(offers.Actions)
        from attributes in Choices(offers.Attributes)
        select (actions, attributes);

    private static IEnumerable<IReadOnlyList<T>> Choices<T>(IEnumerable<T[]> groups) => groups.Aggregate(
        (IEnumerable<IReadOnlyList<T>>)[[]],
        (sets, group) => sets.SelectMany(set => group.Select(offer => (IReadOnlyList<T>)[.. set, offer]).Prepend(set)));

    private static int Size(GapSet set) => set.Actions.Count + set.Attributes.Count;

    private static string Text(GapSet set) =>
        string.Join(", ", set.Actions.Select(action => $"{action.Criterion} by {string.Join('+', action.Events.Select(each => each.Name))}").Concat(set.Attributes.Select(each => $"{each.Attribute}={each.Value.Text}")));

    /// <summary>With thresholds that random models reach often enough.</summary>
    private static void Holds(Func<Case, bool> law) => Case.Holds(lead =>
    {
        var document = JsonNode.Parse(lead.Document)!;
        var pql = document["pql"]!.AsObject();
        (pql["total"], pql["fit"], pql["behavior"]) = (lead.Dice.Of(1, 20, 40, 70), lead.Dice.Of(0, 5, 15), lead.Dice.Of(1, 10, 30, 50));
        return law(new Case(document.ToJsonString(), lead.Profile, lead.Log, lead.AsOf, lead.Seed));
    });
}
