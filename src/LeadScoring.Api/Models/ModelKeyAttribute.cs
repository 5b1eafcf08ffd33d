using System.ComponentModel.DataAnnotations;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>A model's key in a path.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class ModelKeyAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string key && ModelKey.IsWellFormed(key) ? ValidationResult.Success : new ValidationResult($"The key in the path must be {ModelKey.Rule}.");
}
