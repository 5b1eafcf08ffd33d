using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Scoring;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary><c>docs/scoring.md</c> shows the default model and the worked numbers as they are. UPDATE_SNAPSHOTS=1 writes them anew.</summary>
public sealed class ScoringDocTests
{
    private static readonly ModelTables DefaultModel = new(ModelTemplates.ProductLed);

    [Theory]
    [InlineData("events")]
    [InlineData("signals")]
    [InlineData("fit")]
    [InlineData("behavior")]
    [InlineData("rules")]
    [InlineData("lists")]
    [InlineData("worked examples")]
    public void Each_generated_table_is_up_to_date(string name)
    {
        var lines = name == "worked examples" ? Worked() : DefaultModel.Of(name);
        new GeneratedDoc("docs/scoring.md").Check(name, lines);
    }

    private static IEnumerable<string> Worked() =>
    [
        "| lead | fit | raw | velocity | decay | behavior | total | band | PQL | valid until |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        .. WorkedLeads.All().Select(each => Row(each.Lead, each.Evaluation)),
    ];

    private static string Row(string lead, Evaluation evaluation)
    {
        var numbers = evaluation.Numbers;
        var pql = numbers.IsPql ? "yes" : evaluation.BlockedBy.Count > 0 ? $"no: `{evaluation.BlockedBy[0]}`" : "no: " + Missing(evaluation.Missing);
        var until = numbers.ValidUntil is { } time ? $"day {(time - Support.History.Day0).TotalDays:0.##}" : "for ever";
        return $"| {lead} | {numbers.Fit} | {numbers.BehaviorRaw} | {numbers.Velocity} | {numbers.Decay} | {numbers.Behavior} | {numbers.Total} | {evaluation.Band}, {numbers.TotalPercent} % | {pql} | {until} |";
    }

    private static string Missing(Shortfall missing)
    {
        (string, Points)[] scores = [("total", missing.Total), ("fit", missing.Fit), ("behavior", missing.Behavior)];
        return string.Join(", ", scores.Where(score => score.Item2 > Points.Zero).Select(score => $"{score.Item1} lacks {score.Item2}"));
    }
}
