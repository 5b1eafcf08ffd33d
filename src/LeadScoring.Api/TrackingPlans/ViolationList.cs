using System.Text.Json;
using FluentValidation;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>Which violations to list, and from where on.</summary>
public sealed class ViolationQuery
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 100;

    /// <summary>Only those of events with this name.</summary>
    /// <example>Feature Used</example>
    [FromQuery(Name = "event")]
    public string? Event { get; init; }

    /// <summary>How many a page has at most, 1 to 500.</summary>
    /// <example>100</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same event; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>The violation before the page; null for the first page.</summary>
    internal string[]? After => Cursor is not null && OpaqueCursor.Read(Cursor, CursorScope) is { } place ? JsonSerializer.Deserialize<string[]>(place) : null;

    internal string CursorScope => "violations\n" + Event;
}

/// <summary>Which violations to forget.</summary>
public sealed class ViolationSelection
{
    /// <summary>Only those of events with this name; left out: all.</summary>
    /// <example>Feature Used</example>
    [FromQuery(Name = "event")]
    public string? Event { get; init; }
}

/// <summary>A page of violations of the tracking plan.</summary>
/// <param name="Items">The violations, by event, property and problem.</param>
/// <param name="Others">How many more there were of kinds for which there was no room (<c>Signals:MostViolations</c>).</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
public sealed record ViolationListResponse(IReadOnlyList<Violation> Items, long Others, string? NextCursor);

/// <summary>A way in which events did not follow the tracking plan.</summary>
/// <param name="Event">The name of the events.</param>
/// <param name="Property">The property; null where the plan does not have the event.</param>
/// <param name="Problem"><c>unplanned</c>: the plan does not have the event; <c>missing</c>, <c>wrong_type</c>, <c>not_one_of</c>: the property; <c>unexpected</c>: the event has no such property.</param>
/// <param name="Count">How many events.</param>
/// <param name="FirstSeenAt">When the first of them was received.</param>
/// <param name="LastSeenAt">When the last of them was received.</param>
/// <param name="MessageId">The message id of the last of them.</param>
/// <param name="Example">The property's value in that one, as JSON, cut where it is long; null for none.</param>
public sealed record Violation(string Event, string? Property, string Problem, long Count, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, string MessageId, string? Example);

/// <summary>What was forgotten.</summary>
/// <param name="Deleted">How many violations.</param>
public sealed record ViolationsDeletedResponse(int Deleted);

internal sealed class ViolationQueryValidator : AbstractValidator<ViolationQuery>
{
    public ViolationQueryValidator()
    {
        RuleFor(query => query.Event).Storable(IntakeLimits.EventName);
        RuleFor(query => query.Limit).InclusiveBetween(1, ViolationQuery.MostLimit).WithMessage($"limit must be from 1 to {ViolationQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || query.After is [_, _, _])
            .WithMessage("cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.");
    }
}

internal sealed class ViolationSelectionValidator : AbstractValidator<ViolationSelection>
{
    public ViolationSelectionValidator() => RuleFor(query => query.Event).Storable(IntakeLimits.EventName);
}

/// <summary>Lists violations. What this process has not written yet is written first; other replicas' last seconds are missing.</summary>
internal sealed class ViolationList(LeadScoringDbContext db, PlanViolations violations)
{
    public async Task<ViolationListResponse> ReadAsync(ViolationQuery query, CancellationToken cancellationToken)
    {
        await violations.TryFlushAsync(cancellationToken);
        var rows = db.PlanViolations.AsNoTracking().Where(v => v.Event != "" && (query.Event == null || v.Event == query.Event));
        if (query.After is [var name, var property, var problem])
        {
            rows = rows.Where(v => EF.Functions.GreaterThan(ValueTuple.Create(v.Event, v.Property, v.Problem), ValueTuple.Create(name, property, problem)));
        }

        // One more than the page has, to know whether there is a next one.
        var found = await rows.OrderBy(v => v.Event).ThenBy(v => v.Property).ThenBy(v => v.Problem).Take(query.Limit + 1).ToListAsync(cancellationToken);
        PlanViolation[] page = [.. found.Take(query.Limit)];
        return new ViolationListResponse(
            [.. page.Select(v => new Violation(v.Event, v.Property.Length == 0 ? null : v.Property, v.Problem, v.Count, v.FirstSeenAt, v.LastSeenAt, v.MessageId, v.Example))],
            await db.PlanViolations.Where(v => v.Event == "").SumAsync(v => v.Count, cancellationToken),
            found.Count > page.Length ? OpaqueCursor.Write(JsonSerializer.SerializeToUtf8Bytes<string[]>([page[^1].Event, page[^1].Property, page[^1].Problem]), query.CursorScope) : null);
    }
}
