using FluentValidation;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Which page of backtests to show.</summary>
public sealed class BacktestQuery
{
    internal const int MostLimit = 100;
    internal const int UsualLimit = 20;
    internal const string CursorScope = "backtests";

    /// <summary>How many backtests a page has at most, 1 to 100.</summary>
    /// <example>20</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>Which flips to show.</summary>
public sealed class FlipQuery
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;
    internal static readonly IReadOnlyList<string> Kinds = [FlipKind.BecomesPql, FlipKind.StopsBeingPql, FlipKind.AtOtherTimes];

    /// <summary>Only flips of this kind: <c>becomes_pql</c>, <c>stops_being_pql</c> or <c>at_other_times</c>.</summary>
    /// <example>becomes_pql</example>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>How many flips a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, of the same list; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

internal sealed class BacktestQueryValidator : AbstractValidator<BacktestQuery>
{
    public BacktestQueryValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, BacktestQuery.MostLimit).WithMessage($"limit must be from 1 to {BacktestQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || TimeCursor.Read(cursor, BacktestQuery.CursorScope) is not null)
            .WithMessage("cursor is damaged; take nextCursor as it was given, or start without a cursor.");
    }
}

internal sealed class FlipQueryValidator : AbstractValidator<FlipQuery>
{
    public FlipQueryValidator()
    {
        RuleFor(query => query.Kind).FlipKind();
        RuleFor(query => query.Limit).InclusiveBetween(1, FlipQuery.MostLimit).WithMessage($"limit must be from 1 to {FlipQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || ListCursor.Read(cursor, BacktestList.ScopeOf(query.Kind)) is not null)
            .WithMessage("cursor is damaged, or was made for another list; take nextCursor as it was given, or start without a cursor.");
    }
}

/// <summary>Rules of flips that several requests share.</summary>
internal static class FlipRules
{
    public static IRuleBuilderOptions<T, string?> FlipKind<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(kind => kind is null || FlipQuery.Kinds.Contains(kind, StringComparer.Ordinal)).WithMessage($"kind must be one of {string.Join(", ", FlipQuery.Kinds)}.");
}
