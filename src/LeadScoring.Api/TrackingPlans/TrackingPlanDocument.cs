using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>Which events there should be, with which properties.</summary>
/// <remarks>Describes what <see cref="PlanReader"/> reads.</remarks>
public sealed class TrackingPlanDocument
{
    /// <summary><c>observe</c>: events that do not follow the plan are stored, scored and counted. <c>enforce</c>: they go to quarantine. Needed unless the plan is empty.</summary>
    public string? Mode { get; init; }

    /// <summary>Events that the plan does not have: <c>allow</c> (when left out) does nothing, <c>report</c> counts them, <c>enforce</c> treats them as the mode says.</summary>
    public string? Unplanned { get; init; }

    /// <summary>The events by name, up to 1,000, compared character by character.</summary>
    public IReadOnlyDictionary<string, PlannedEventDocument>? Events { get; init; }
}

/// <summary>What an event should have.</summary>
public sealed class PlannedEventDocument
{
    /// <summary>For people, up to 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The properties by name.</summary>
    public IReadOnlyDictionary<string, PlannedPropertyDocument>? Properties { get; init; }

    /// <summary>Whether it may have other properties; true when left out.</summary>
    public bool? Additional { get; init; }
}

/// <summary>What a property should be. Null is the same as left out.</summary>
public sealed class PlannedPropertyDocument
{
    /// <summary>For people, up to 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary><c>string</c>, <c>number</c>, <c>boolean</c>, <c>array</c>, <c>object</c> or <c>any</c> (when left out).</summary>
    public string? Type { get; init; }

    /// <summary>Whether it has to be there; false when left out.</summary>
    public bool? Required { get; init; }

    /// <summary>The values that it may have: 1 to 200 texts, numbers, or true and false.</summary>
    [MaxLength(200)]
    public IReadOnlyList<JsonElement>? OneOf { get; init; }
}

/// <summary>Who changes the plan.</summary>
public sealed class PlanChange : ISigned
{
    /// <summary>Who does it, up to 200 characters; kept with the version. With a key it is the key's name, whatever is said here.</summary>
    /// <example>revops@acme.example</example>
    [FromQuery(Name = "by")]
    public string? By { get; set; }
}

internal sealed class PlanChangeValidator : AbstractValidator<PlanChange>
{
    private const int MostBy = 200;

    public PlanChangeValidator() => RuleFor(change => change.By).Storable(MostBy);
}
