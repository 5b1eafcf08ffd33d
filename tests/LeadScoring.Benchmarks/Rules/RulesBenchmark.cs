using LeadScoring.Benchmarks.EndToEnd.Reporting;
using LeadScoring.Benchmarks.Engine;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>Measures the scoring engine beside rule engines on the same 100 rules and leads, and by itself on the reference model.</summary>
internal static class RulesBenchmark
{
    public const string HundredScored = "100 comparisons, without contributions";
    public const string HundredEvaluated = "100 comparisons, with contributions";
    public const string TwentyScored = "20 criteria of 10 entries, without contributions";
    public const string TwentyEvaluated = "20 criteria of 10 entries, with contributions";

    private const int Events = 1_000;

    /// <returns>The exit code: 0 when everything was measured, whether or not it was fast enough.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        RulesOptions options;
        try
        {
            options = RulesOptions.Parse(arguments);
        }
        catch (FormatException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message + "\n\n" + RulesOptions.Usage);
            return 1;
        }

        using var node = await NodeEngines.StartAsync(HundredRules.Rules, HundredRules.Facts);
        var model = HundredRules.Model();
        var leads = HundredRules.FactsFor(model);
        Compare(model, leads, node.Points);
        var turns = await Turns.TakeAsync([.. Ours(HundredScored, HundredEvaluated, model, leads, SampleLeads.Start.AddDays(1)), .. node.All, .. TwentyCriteriaOfOneLead()], options);
        var population = $"{HundredRules.Rules.Count} rules on {leads.Length} leads; every engine gives every lead the same points";
        Console.Write(Circumstances.Of("The engine beside rule engines", options, population) + RulesReport.Of(turns));
        return 0;
    }

    /// <summary>Who comes to other points does other work.</summary>
    private static void Compare(ScoringModel model, LeadFacts[] leads, Dictionary<string, double[]> theirs)
    {
        for (var i = 0; i < leads.Length; i++)
        {
            var expected = HundredRules.Rules.Sum(rule => HundredRules.Facts[i][rule.Fact] >= rule.AtLeast ? rule.Points : 0);
            var evaluation = ScoringEngine.Evaluate(model, leads[i], SampleLeads.Start.AddDays(1));
            double[] points = [(double)evaluation.Numbers.Total.ToDecimal(), (double)evaluation.Contributions.Sum(line => line.Points.ToDecimal()), .. theirs.Values.Select(each => each[i])];
            if (Array.Exists(points, each => each != expected))
            {
                throw new InvalidOperationException($"Lead {i} has {expected} points; the engines say {string.Join(", ", points)}.");
            }
        }
    }

    private static IEnumerable<IRuleEngine> Ours(string scored, string evaluated, ScoringModel model, LeadFacts[] leads, DateTimeOffset asOf) =>
    [
        new ScoringContender(scored, leads, facts => ScoringEngine.Score(model, facts, asOf).Total.Hundredths),
        new ScoringContender(evaluated, leads, facts => ScoringEngine.Evaluate(model, facts, asOf).Contributions.Count),
    ];

    private static IEnumerable<IRuleEngine> TwentyCriteriaOfOneLead()
    {
        var model = ModelReader.Read(TwentyCriteria.Document);
        var log = SampleLeads.ActionsOf(Events);
        LeadFacts[] lead = [new LeadFacts(SampleLeads.Profile, Digest.Fold(DigestLayout.For(model), log))];
        return Ours(TwentyScored, TwentyEvaluated, model, lead, log[^1].At.AddDays(35));
    }
}
