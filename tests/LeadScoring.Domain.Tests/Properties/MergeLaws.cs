using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>The people of an account scored together, whoever did what.</summary>
public sealed class MergeLaws
{
    private static readonly TimeSpan[] Later = [TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(400)];

    [Fact]
    public void An_account_scores_as_walking_through_the_logs_of_its_people_says() => Case.Holds(
        account =>
        {
            var (people, profile) = (People(account), RandomFit.AccountProfile(account.Dice));
            var merged = Merged(account, people.Select(log => Digest.Fold(account.Layout, log)));
            foreach (var asOf in Later.Select(later => account.AsOf + later))
            {
                var expected = Answer.WithEvidence(NaiveScoring.EvaluateAccount(account.Model, profile, people, asOf));
                Assert.Equal(expected, Answer.WithEvidence(ScoringEngine.Evaluate(account.Model, new LeadFacts(profile, merged), asOf)));
            }

            return true;
        },
        800);

    [Fact]
    public void An_account_is_constant_before_ValidUntil() => Case.Holds(account =>
    {
        var profile = RandomFit.AccountProfile(account.Dice);
        var facts = new LeadFacts(profile, Merged(account, People(account).Select(log => Digest.Fold(account.Layout, log))));
        var answer = ScoringEngine.Evaluate(account.Model, facts, account.AsOf);
        for (var steps = 0; steps < 5 && answer.Numbers.ValidUntil is { } until; steps++)
        {
            Assert.Equal(Answer.Of(answer), Answer.Of(ScoringEngine.Evaluate(account.Model, facts, until.AddMilliseconds(-1))));
            answer = ScoringEngine.Evaluate(account.Model, facts, until);
        }

        return true;
    });

    [Fact]
    public void One_person_merged_is_the_person() => Case.Holds(lead =>
    {
        Assert.Equal(All(lead, lead.Facts.Digest), All(lead, Merged(lead, [lead.Facts.Digest])));
        return true;
    });

    [Fact]
    public void Neither_the_order_of_merging_nor_the_grouping_matters() => Case.Holds(account =>
    {
        Digest[] people = [.. People(account).Select(log => Digest.Fold(account.Layout, log))];
        var cut = account.Dice.Below(people.Length + 1);
        var grouped = Merged(account, [Merged(account, people[..cut]), Merged(account, people[cut..])]);

        Assert.Equal(All(account, Merged(account, people)), All(account, Merged(account, account.Dice.Shuffled(people))));
        Assert.Equal(All(account, Merged(account, people)), All(account, grouped));
        return true;
    });

    [Fact]
    public void Merging_leaves_the_people_as_they_are() => Case.Holds(account =>
    {
        Digest[] people = [.. People(account).Select(log => Digest.Fold(account.Layout, log))];
        var before = people.Select(DigestCodec.Encode).ToList();

        Merged(account, [.. people, .. people]);

        Assert.Equal(before, people.Select(DigestCodec.Encode));
        return true;
    });

    /// <summary>The events of a case, dealt to one to six people.</summary>
    internal static ProductEvent[][] People(Case account)
    {
        var dice = account.Dice;
        var people = Enumerable.Range(0, dice.Between(1, 6)).Select(_ => new List<ProductEvent>()).ToArray();
        foreach (var each in account.Log)
        {
            people[dice.Below(people.Length)].Add(each);
        }

        return [.. people.Select(person => person.ToArray())];
    }

    internal static Digest Merged(Case account, IEnumerable<Digest> people)
    {
        var merger = new DigestMerger(account.Layout);
        foreach (var person in people)
        {
            merger.Add(person);
        }

        return merger.Merged;
    }

    /// <summary>All that can be asked of a digest, now and later.</summary>
    private static string All(Case lead, Digest digest) => string.Concat(Later.Select(later =>
    {
        var evaluation = ScoringEngine.Evaluate(lead.Model, new LeadFacts(lead.Profile, digest), lead.AsOf + later);
        return $"{digest.Events} {Answer.WithEvidence(evaluation)} {evaluation.Numbers.ValidUntil:O}";
    }));
}
