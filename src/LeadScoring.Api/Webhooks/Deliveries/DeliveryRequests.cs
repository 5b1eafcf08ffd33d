using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Webhooks.Deliveries;

/// <summary>Which messages to list, and from where on.</summary>
public sealed class DeliveryQuery
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;

    /// <summary>Only messages in this state: <c>waiting</c>, <c>delivered</c>, <c>failed</c>, <c>damped</c>, <c>skipped</c> or <c>superseded</c>.</summary>
    /// <example>delivered</example>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>How many messages a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same filter; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What a cursor is good for.</summary>
    internal string CursorScope => $"deliveries\n{State}";
}

/// <summary>Which messages to send again: those that were made in a time.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class ReplayDeliveriesRequest
{
    internal const string Example = """{ "from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z", "states": ["failed"] }""";

    /// <summary>From when on, included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, excluded. Left out: until now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only messages in these states. Left out: <c>failed</c>.</summary>
    public IReadOnlyList<string>? States { get; init; }
}

internal sealed class DeliveryQueryValidator : AbstractValidator<DeliveryQuery>
{
    public DeliveryQueryValidator()
    {
        RuleFor(query => query.State).Must(state => state is null || DeliveryState.All.Contains(state, StringComparer.Ordinal)).WithMessage($"state must be one of {string.Join(", ", DeliveryState.All)}.");
        RuleFor(query => query.Limit).InclusiveBetween(1, DeliveryQuery.MostLimit).WithMessage($"limit must be from 1 to {DeliveryQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || TimeCursor.Read(cursor, query.CursorScope) is not null)
            .WithMessage("cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.");
    }
}

internal sealed class ReplayDeliveriesRequestValidator : AbstractValidator<ReplayDeliveriesRequest>
{
    public ReplayDeliveriesRequestValidator()
    {
        RuleFor(request => request.From).NotNull().WithMessage("from is missing.").PlausibleTime();
        RuleFor(request => request.To).PlausibleTime().Must((request, to) => !(to <= request.From)).WithMessage("to must be later than from.");
        RuleFor(request => request.States).Must(states => states is null || (states.Count > 0 && states.All(state => DeliveryState.All.Contains(state, StringComparer.Ordinal))))
            .WithMessage($"states must be some of {string.Join(", ", DeliveryState.All)}.");
    }
}
