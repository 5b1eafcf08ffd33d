using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Http;

/// <summary>An id of a person or an account in a path: 1 to 256 characters that can be stored.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class PathIdAttribute : ValidationAttribute
{
    /// <summary>Whether <c>anon:ID</c> is taken as well.</summary>
    public bool AllowAnonymous { get; set; } = true;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var id = value is string segment ? PathIds.Decode(segment) : "";
        var fault = string.IsNullOrWhiteSpace(id) ? "must not be empty"
            : id.Length > IntakeLimits.Id ? $"must have at most {IntakeLimits.Id} characters"
            : id.Contains('\0', StringComparison.Ordinal) ? "must not contain the character U+0000"
            : AllowAnonymous ? null : PathIds.FaultOf(id);
        return fault is null ? ValidationResult.Success : new ValidationResult($"The id in the path {fault}.");
    }
}
