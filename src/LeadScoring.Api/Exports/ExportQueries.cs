using FluentValidation;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Exports;

/// <summary>Which leads to write into a file, in which order and form.</summary>
public sealed class LeadExportQuery : LeadFilter
{
    /// <summary><c>csv</c> for spreadsheets, <c>ndjson</c> for programs.</summary>
    /// <example>csv</example>
    [FromQuery(Name = "format")]
    public string Format { get; init; } = ExportFormat.Csv;
}

/// <summary>Which accounts to write into a file, in which order and form.</summary>
public sealed class AccountExportQuery : AccountFilter
{
    /// <summary><c>csv</c> for spreadsheets, <c>ndjson</c> for programs.</summary>
    /// <example>csv</example>
    [FromQuery(Name = "format")]
    public string Format { get; init; } = ExportFormat.Csv;
}

/// <summary>Which changes to write into a file, and in which form.</summary>
public sealed class ChangeExportQuery
{
    /// <summary><c>csv</c> for spreadsheets, <c>ndjson</c> for programs.</summary>
    /// <example>ndjson</example>
    [FromQuery(Name = "format")]
    public string Format { get; init; } = ExportFormat.Csv;

    /// <summary>Only changes of this type: <c>transition</c>, <c>score</c> or <c>account</c>.</summary>
    /// <example>transition</example>
    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    /// <summary>Only changes under this model, by the key of one in force; left out: under the primary one, and crossings under the one that was primary when they happened.</summary>
    /// <example>product-led</example>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>A <c>cursor</c> of the feed or of another export, to write only what stands behind it; left out for everything there is.</summary>
    /// <example>Aby1aQ6cFO-lAAAAAAAAAAD__wAAAAA</example>
    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

internal sealed class LeadExportQueryValidator : AbstractValidator<LeadExportQuery>
{
    public LeadExportQueryValidator(ModelCatalog catalog)
    {
        Include(new LeadFilterValidator(catalog));
        RuleFor(query => query.Format).FileFormat();
    }
}

internal sealed class AccountExportQueryValidator : AbstractValidator<AccountExportQuery>
{
    public AccountExportQueryValidator(ModelCatalog catalog)
    {
        Include(new AccountFilterValidator(catalog));
        RuleFor(query => query.Format).FileFormat();
    }
}

internal sealed class ChangeExportQueryValidator : AbstractValidator<ChangeExportQuery>
{
    public ChangeExportQueryValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Model).InForce(catalog);
        RuleFor(query => query.Format).FileFormat();
        RuleFor(query => query.Type).ChangeType();
        RuleFor(query => query.After).Must(after => after is null || ChangeCursor.Read(after) is not null)
            .WithMessage("after is damaged; take cursor as it was given, or leave it out to begin with everything there is.");
    }
}

/// <summary>Rules that several exports share.</summary>
internal static class ExportRules
{
    public static IRuleBuilderOptions<T, string> FileFormat<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(ExportFormat.IsKnown).WithMessage($"format must be {ExportFormat.Csv} or {ExportFormat.Ndjson}.");
}
