using FluentValidation;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Auditing;

/// <summary>Which entries, and from where on. Filters are combined.</summary>
public sealed class AuditQuery
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;

    /// <summary>From when on, included.</summary>
    /// <example>2026-03-01T00:00:00Z</example>
    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, excluded.</summary>
    /// <example>2026-04-01T00:00:00Z</example>
    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what was done in this way, such as <c>key.revoked</c>.</summary>
    /// <example>model.published</example>
    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    /// <summary>Only what was done to this: the key of a model, the id of a key, an endpoint, an item or a backtest, or the hash that stands for a person.</summary>
    /// <example>product-led</example>
    [FromQuery(Name = "subject")]
    public string? Subject { get; init; }

    /// <summary>How many entries a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same filters; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What a cursor is good for.</summary>
    internal string CursorScope => $"audit\n{From?.UtcTicks}\n{To?.UtcTicks}\n{Action}\n{Subject}";
}

internal sealed class AuditQueryValidator : AbstractValidator<AuditQuery>
{
    public AuditQueryValidator()
    {
        RuleFor(query => query.From).PlausibleTime();
        RuleFor(query => query.To).PlausibleTime().Must((query, to) => !(to <= query.From)).WithMessage("to must be later than from.");
        RuleFor(query => query.Action).Must(action => action is null || AuditAction.All.Contains(action, StringComparer.Ordinal)).WithMessage($"action must be one of {string.Join(", ", AuditAction.All)}.");
        RuleFor(query => query.Subject).Storable(IntakeLimits.Id);
        RuleFor(query => query.Limit).InclusiveBetween(1, AuditQuery.MostLimit).WithMessage($"limit must be from 1 to {AuditQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || TimeCursor.Read(cursor, query.CursorScope) is not null)
            .WithMessage("cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.");
    }
}
