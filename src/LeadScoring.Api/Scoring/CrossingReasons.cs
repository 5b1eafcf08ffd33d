using System.Text.Json;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Scoring;

/// <summary>Why a lead crossed a line, as it is kept with the transition: what was known then, never worked out again.</summary>
internal static class CrossingReasons
{
    /// <summary>The JSON of no reasons.</summary>
    public const string None = "[]";

    /// <summary>The events that are kept at most; of more the newest.</summary>
    public const int MostEvents = 10;

    /// <param name="model">The model after the crossing.</param>
    /// <param name="before">The lines before.</param>
    /// <param name="after">The lines after.</param>
    /// <param name="spikes">Keys of the alerts that are met and were not before.</param>
    /// <param name="blocks">The reasons that block and did not before.</param>
    /// <param name="news">What was new about the lead; null: nothing.</param>
    public static (string Contributions, string Events) Of(ScoringModel model, IReadOnlyList<Contribution> before, IReadOnlyList<Contribution> after, IReadOnlyCollection<string> spikes, IReadOnlyCollection<string> blocks, LeadChange? news)
    {
        var changes = PointsChange.Between(before, after);
        return (
            JsonSerializer.Serialize(changes.Select(ChangedContribution.Of), JsonSerializerOptions.Web),
            news is null ? None : JsonSerializer.Serialize(EventsBehind(model, changes, spikes, blocks, news), JsonSerializerOptions.Web));
    }

    private static IEnumerable<EventBehind> EventsBehind(ScoringModel model, IReadOnlyList<PointsChange> changes, IReadOnlyCollection<string> spikes, IReadOnlyCollection<string> blocks, LeadChange news)
    {
        var events = news.Events.Select(entry => entry.Event)
            .Where(productEvent => PointsChange.RestsOn(model, changes, spikes, blocks, productEvent))
            .Select(productEvent => new EventBehind(productEvent.MessageId, productEvent.Name, productEvent.At, productEvent.Sender.LeadId));
        // Behavior may also begin to count from another sign-up time on, so an identify may be behind any line.
        var identifies = news.Attributes.Select(entry => new EventBehind(entry.Stamp.MessageId, null, entry.Stamp.At, Identity.FromKey(entry.Stamp.Origin).LeadId));
        return events.Concat(changes.Count + blocks.Count > 0 ? identifies : []).OrderByDescending(each => each.Timestamp).ThenBy(each => each.MessageId, StringComparer.Ordinal).Take(MostEvents);
    }
}

/// <summary>A line of points that differs between before and after a crossing.</summary>
/// <param name="Criterion">Key of the criterion, or of one of the engine's own lines.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Layer">fit, the layer of a behavior criterion, or adjustment.</param>
/// <param name="Before">Its points before; 0 where the line was not there.</param>
/// <param name="After">Its points after; 0 where the line is gone.</param>
public sealed record ChangedContribution(string Criterion, string Label, string Layer, decimal Before, decimal After)
{
    internal static ChangedContribution Of(PointsChange change) => new(change.Criterion, change.Label, change.Layer, change.Before.ToDecimal(), change.After.ToDecimal());
}

/// <summary>An event that a crossing rests on.</summary>
/// <param name="MessageId">Its message id.</param>
/// <param name="Event">Its name; null where attributes were set.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="SentAs">The id it was sent under: a user id, or <c>anon:ID</c>.</param>
public sealed record EventBehind(string MessageId, string? Event, DateTimeOffset Timestamp, string SentAs);
