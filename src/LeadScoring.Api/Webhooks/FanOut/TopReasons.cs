using System.Globalization;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>Why somebody crossed, in one line for people, and what to open the conversation with. Pure.</summary>
internal static class TopReasons
{
    private const int Most = 3;

    /// <param name="crossing">The crossing.</param>
    /// <param name="lines">The lines of points that made the difference, the greatest first.</param>
    /// <param name="model">The model it was made under; null: this process does not know it.</param>
    public static (string Text, string? Play) Of(Transition crossing, IReadOnlyList<ChangedContribution> lines, ScoringModel? model)
    {
        var isUp = IsUp(crossing);
        var spike = model?.Spikes.FirstOrDefault(rule => rule.Key == crossing.Spike);
        ChangedContribution[] along = [.. lines.Where(line => line.After > line.Before == isUp).Take(Most)];
        var top = along.Length > 0 ? along : [.. lines.Take(Most)];
        string[] reasons = [.. Alert(crossing, spike), .. Blocks(crossing, isUp), .. top.Select(Describe)];
        // What was done long ago and only fades is no opening.
        string[] plays = [.. top.Where(line => Math.Abs(line.After) > Math.Abs(line.Before)).Select(line => PlayOf(line, model)).Prepend(spike?.Play).OfType<string>().Distinct(StringComparer.Ordinal)];
        return (reasons.Length > 0 ? string.Join("; ", reasons) : WithoutReason(crossing), plays.Length > 0 ? string.Join('\n', plays) : null);
    }

    private static bool IsUp(Transition crossing) => crossing.Kind switch
    {
        TransitionKind.PqlGained or TransitionKind.Spike => true,
        TransitionKind.PqlLost => false,
        TransitionKind.FitTierChanged => crossing.FitAfter > crossing.FitBefore,
        _ => crossing.TotalAfter >= crossing.TotalBefore,
    };

    private static IEnumerable<string> Alert(Transition crossing, SpikeRule? spike) => crossing.Spike is { } key ? [spike?.Label ?? key] : [];

    private static IEnumerable<string> Blocks(Transition crossing, bool isUp)
    {
        var (before, after) = (crossing.BlockedByBefore.Split(',', StringSplitOptions.RemoveEmptyEntries), crossing.BlockedByAfter.Split(',', StringSplitOptions.RemoveEmptyEntries));
        return isUp
            ? before.Except(after, StringComparer.Ordinal).Select(reason => $"No longer blocked by {reason}")
            : after.Except(before, StringComparer.Ordinal).Select(reason => $"Now blocked by {reason}");
    }

    private static string Describe(ChangedContribution line) => string.Create(CultureInfo.InvariantCulture, $"{line.Label} {line.After - line.Before:+0.##;-0.##}");

    private static string? PlayOf(ChangedContribution line, ScoringModel? model) => line.Layer == Contribution.FitLayer
        ? model?.Fit.FirstOrDefault(criterion => criterion.Key == line.Criterion)?.Play
        : model?.Behavior.FirstOrDefault(criterion => criterion.Key == line.Criterion)?.Play;

    private static string WithoutReason(Transition crossing) => crossing.Cause switch
    {
        _ when crossing.MergedInto is { } lead => $"Became a part of {Identity.FromKey(lead).LeadId}",
        TransitionCause.Time => "Time passed",
        TransitionCause.Model => "The scoring model changed",
        TransitionCause.Attributes => "What is known of them changed",
        TransitionCause.Merge => "Ids came or went",
        TransitionCause.Retention => "Old events are no longer kept",
        _ => "Something new happened",
    };
}
