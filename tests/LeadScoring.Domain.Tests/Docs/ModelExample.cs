using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>A lead under a snippet of docs/models.md or a template, with the numbers computed by hand.</summary>
/// <param name="Snippet">The snippet's name, or the template's key.</param>
/// <param name="Lead">In words.</param>
/// <param name="Day">When it is scored.</param>
/// <param name="History">What the lead did.</param>
/// <param name="Fit">As expected.</param>
/// <param name="Behavior">As expected.</param>
/// <param name="Total">As expected.</param>
/// <param name="Says">Whether it is a PQL, what blocks, and what else the answer says, as expected.</param>
internal sealed record ModelExample(string Snippet, string Lead, double Day, History History, decimal Fit, decimal Behavior, decimal Total, string Says = "no")
{
    /// <summary>Fit 40 under the whole model: 20 and 20.</summary>
    public static LeadProfile SaaSOf120 => Profiles.Of([], ("industry", "SaaS"), ("employees", 120));

    /// <summary>Fit 10.</summary>
    public static LeadProfile Of600 => Profiles.Of([], ("employees", 600));

    /// <summary>What is known of the lead; nothing when absent.</summary>
    public LeadProfile Profile { get; init; } = LeadProfile.Unknown;

    /// <summary>The band as expected, where the example is about bands.</summary>
    public string? Band { get; init; }

    /// <summary>Compares what the engine says with what was expected.</summary>
    public void Check()
    {
        var evaluation = Evaluate();
        var numbers = evaluation.Numbers;
        Assert.Equal((Fit, Behavior, Total, Says, Band ?? evaluation.Band), (numbers.Fit.ToDecimal(), numbers.Behavior.ToDecimal(), numbers.Total.ToDecimal(), SaysOf(evaluation), evaluation.Band));
    }

    /// <summary>The cells of a table: the lead, its scores, whether it is a PQL.</summary>
    public string Row()
    {
        var evaluation = Evaluate();
        var numbers = evaluation.Numbers;
        return $"{Lead} | {numbers.Fit} | {numbers.Behavior} | {numbers.Total} | {SaysOf(evaluation)}{(Band is null ? "" : $"; band `{evaluation.Band}`")} |";
    }

    public Evaluation Evaluate() => Engine.Evaluate(ModelReader.Read(ModelSnippets.Document(Snippet)), Profile, History.Events, History.Day(Day));

    /// <summary>What the answer says beside its numbers.</summary>
    private static string SaysOf(Evaluation evaluation) => string.Join("; ",
    [
        evaluation.Numbers.IsPql ? "yes" : evaluation.BlockedBy.Count > 0 ? "no: " + string.Join(", ", evaluation.BlockedBy.Select(reason => $"`{reason}`")) : "no",
        .. evaluation.Spikes.Select(spike => $"alert `{spike.Key}`"),
        .. evaluation.Action is { } action ? [$"{evaluation.Priority}: {action}"] : (string[])[],
    ]);
}
