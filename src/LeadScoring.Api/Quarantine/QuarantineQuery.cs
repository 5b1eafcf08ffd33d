using System.Text.RegularExpressions;
using FluentValidation;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Quarantine;

/// <summary>Which items to list, and from where on.</summary>
public sealed class QuarantineQuery
{
    /// <summary>Only items with this fault.</summary>
    /// <example>missing_member</example>
    [FromQuery(Name = "code")]
    public string? Code { get; init; }

    /// <summary>Only items with this message id, 1 to 100 characters.</summary>
    /// <example>01J9ZK6C2D-1</example>
    [FromQuery(Name = "messageId")]
    public string? MessageId { get; init; }

    /// <summary>Only items that may be about this person: a user id, or <c>anon:ID</c>.</summary>
    /// <example>grace</example>
    [FromQuery(Name = "leadId")]
    public string? LeadId { get; init; }

    /// <summary>How many items a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = QuarantinePages.UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same filters; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What a cursor is good for.</summary>
    internal string CursorScope => $"list\n{Code}\n{MessageId}\n{LeadId}";
}

/// <summary>Which items a request is about: those of a code, or all, so that nobody means some and hits all.</summary>
public class QuarantineSelection
{
    /// <summary>The items with this fault.</summary>
    /// <example>missing_member</example>
    [FromQuery(Name = "code")]
    public string? Code { get; init; }

    /// <summary>true: all items, whatever their fault; then without a code.</summary>
    /// <example>false</example>
    [FromQuery(Name = "all")]
    public bool All { get; init; }
}

/// <summary>Which items to read again, how many at once, and from where on.</summary>
public sealed class ReplayQuery : QuarantineSelection
{
    /// <summary>How many items are read again at most, 1 to 500.</summary>
    /// <example>500</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = QuarantinePages.MostLimit;

    /// <summary><c>nextCursor</c> of the call before, for the same items; left out for the first call.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What a cursor is good for.</summary>
    internal string CursorScope => $"replay\n{Code}";
}

/// <summary>How large pages are.</summary>
internal static class QuarantinePages
{
    public const int MostLimit = 500;
    public const int UsualLimit = 50;

    /// <summary>Any code: items may be kept from a version that knew others.</summary>
    public static IRuleBuilderOptions<T, string?> FaultCode<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(code => code is null || Regex.IsMatch(code, @"\A[a-z_]{1,64}\z", RegexOptions.NonBacktracking))
        .WithMessage("code must be the code of a fault, such as missing_member.");

    public static IRuleBuilderOptions<T, int> PageLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, MostLimit).WithMessage($"limit must be from 1 to {MostLimit}.");

    /// <param name="rule">The rule of the cursor.</param>
    /// <param name="scope">What it must be good for.</param>
    public static IRuleBuilderOptions<T, string?> CursorOf<T>(this IRuleBuilder<T, string?> rule, Func<T, string> scope) => rule
        .Must((query, cursor) => cursor is null || TimeCursor.Read(cursor, scope(query)) is not null)
        .WithMessage("cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.");
}

internal sealed class QuarantineQueryValidator : AbstractValidator<QuarantineQuery>
{
    public QuarantineQueryValidator()
    {
        RuleFor(query => query.Code).FaultCode();
        RuleFor(query => query.MessageId).Storable(IntakeLimits.MessageId);
        RuleFor(query => query.LeadId).Storable(IntakeLimits.Id);
        RuleFor(query => query.Limit).PageLimit();
        RuleFor(query => query.Cursor).CursorOf(query => query.CursorScope);
    }
}

internal sealed class QuarantineSelectionValidator : AbstractValidator<QuarantineSelection>
{
    public QuarantineSelectionValidator()
    {
        RuleFor(query => query.Code).FaultCode();
        RuleFor(query => query.All).Must((query, all) => all == (query.Code is null)).WithMessage("Name a code, or say all=true for all items; not both.");
    }
}

internal sealed class ReplayQueryValidator : AbstractValidator<ReplayQuery>
{
    public ReplayQueryValidator()
    {
        Include(new QuarantineSelectionValidator());
        RuleFor(query => query.Limit).PageLimit();
        RuleFor(query => query.Cursor).CursorOf(query => query.CursorScope);
    }
}
