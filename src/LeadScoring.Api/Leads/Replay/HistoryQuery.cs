using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation;
using LeadScoring.Api.Models;
using LeadScoring.Api.Retention;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Which part of a lead's history to show, and how closely.</summary>
public sealed partial class HistoryQuery
{
    internal const int MostPoints = 1_000;
    internal const string Day = "day";

    private static readonly TimeSpan UsualLength = TimeSpan.FromDays(90);

    /// <summary>The first moment, RFC 3339, not in the future. Left out: 90 days before <c>to</c>, or since when events are kept.</summary>
    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    /// <summary>The last moment, RFC 3339, not in the future. Left out: <c>knownAt</c>, else now.</summary>
    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; init; }

    /// <summary>How far the points lie apart: <c>hour</c>, <c>day</c>, <c>week</c>, or a time as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>, such as <c>06:00:00</c>.</summary>
    /// <example>day</example>
    [FromQuery(Name = "step")]
    public string Step { get; init; } = Day;

    /// <summary>The model to score under: <c>key@version</c>, such as <c>product-led@1</c>, or a key for its newest version; left out: the one in force.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>Leaves out what was received later than this, RFC 3339, not in the future.</summary>
    [FromQuery(Name = "knownAt")]
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>The step, or null when the text is none.</summary>
    internal TimeSpan? StepLength => Step switch
    {
        "hour" => TimeSpan.FromHours(1),
        Day => TimeSpan.FromDays(1),
        "week" => TimeSpan.FromDays(7),
        _ => DaysAndClock.IsMatch(Step) && TimeSpan.TryParseExact(Step, "c", CultureInfo.InvariantCulture, out var length) && length > TimeSpan.Zero ? length : null,
    };

    /// <summary>From when to when, both included.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="kept">Since when events are kept; null: for ever.</param>
    internal (DateTimeOffset From, DateTimeOffset To) PeriodAt(DateTimeOffset now, DateTimeOffset? kept)
    {
        var to = To ?? KnownAt ?? now;
        return (From ?? (to - UsualLength < kept ? kept.Value : to - UsualLength), to);
    }

    /// <summary>How many points that makes.</summary>
    internal long PointsAt(DateTimeOffset now, DateTimeOffset? kept) => PeriodAt(now, kept) is var (from, to) && StepLength is { } step ? ((to - from).Ticks / step.Ticks) + 1 : 0;

    [GeneratedRegex(@"\A(\d{1,5}\.)?\d\d:\d\d:\d\d\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DaysAndClock { get; }
}

internal sealed class HistoryQueryValidator : AbstractValidator<HistoryQuery>
{
    public HistoryQueryValidator(ModelCatalog catalog, KeptSince kept, TimeProvider clock)
    {
        RuleFor(query => query.From).NotInTheFuture(clock).Kept(kept);
        RuleFor(query => query.To).NotInTheFuture(clock).Kept(kept);
        RuleFor(query => query.KnownAt).NotInTheFuture(clock).Kept(kept);
        RuleFor(query => query.Model).KnownModel(catalog);
        RuleFor(query => query.Step).Must((query, _) => query.StepLength is not null).WithMessage("step must be hour, day, week, or a time such as 06:00:00 or 14.00:00:00 (14 days).");
        // The period of other times cannot be computed.
        When(HasPlausibleTimes, () =>
        {
            RuleFor(query => query.From).Must((query, _) => query.PeriodAt(clock.GetUtcNow(), kept.Events) is var (from, to) && from <= to).WithMessage("from must not be later than to.");
            RuleFor(query => query.Step).Must((query, _) => query.PointsAt(clock.GetUtcNow(), kept.Events) <= HistoryQuery.MostPoints)
                .WithMessage(query => $"This would be {query.PointsAt(clock.GetUtcNow(), kept.Events).ToString("N0", CultureInfo.InvariantCulture)} points, and at most {HistoryQuery.MostPoints:N0} are given at once; take a larger step or a shorter time.");
        });
    }

    private static bool HasPlausibleTimes(HistoryQuery query) =>
        ((DateTimeOffset?[])[query.From, query.To, query.KnownAt]).All(time => time is null || PlausibleValues.IsTime(time.Value));
}
