using System.Text.Json;
using FluentValidation;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Http;

/// <summary>Rules that several requests share. Each accepts null: the member was left out, or is cleared.</summary>
internal static class ValidationRules
{
    /// <summary>A text that can be stored, of at most so many characters.</summary>
    public static IRuleBuilderOptions<T, string?> Storable<T>(this IRuleBuilder<T, string?> rule, int most) => rule
        .Must(text => text is null || text.Length <= most).WithMessage($"{{PropertyName}} must have at most {most} characters.")
        .Must(text => text is null || !text.Contains('\0', StringComparison.Ordinal)).WithMessage("{PropertyName} contains the character U+0000, which cannot be stored; remove it.");

    /// <summary>An id that can stand in a path.</summary>
    public static IRuleBuilderOptions<T, string?> Id<T>(this IRuleBuilder<T, string?> rule) => rule
        .Storable(IntakeLimits.Id)
        .Must(id => id is null || (!string.IsNullOrWhiteSpace(id) && PathIds.FaultOf(id) is null)).WithMessage("{PropertyName} must not be empty, ., .., begin with anon:, or begin or end with a blank.");

    /// <summary>Free members that can be stored.</summary>
    public static IRuleBuilderOptionsConditions<T, Dictionary<string, JsonElement>?> Storable<T>(this IRuleBuilder<T, Dictionary<string, JsonElement>?> rule) => rule.Custom((members, context) =>
    {
        if (members is not null && JsonFaults.FaultOf(members, context.PropertyPath) is { } fault)
        {
            context.AddFailure(fault + ".");
        }
    });

    /// <summary>A time from 1970 to 2099: beyond lies a slip of units.</summary>
    public static IRuleBuilderOptions<T, DateTimeOffset?> PlausibleTime<T>(this IRuleBuilder<T, DateTimeOffset?> rule) => rule
        .Must(time => time is null || PlausibleValues.IsTime(time.Value)).WithMessage("{PropertyName} must be a time from 1970 to 2099.");
}
