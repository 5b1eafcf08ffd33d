using FluentValidation;
using LeadScoring.Api.Models.Backtests;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Exports;

/// <summary>Which flips of a backtest to write into a file, and in which form.</summary>
public sealed class FlipExportQuery
{
    /// <summary><c>csv</c> for spreadsheets, <c>ndjson</c> for programs.</summary>
    /// <example>csv</example>
    [FromQuery(Name = "format")]
    public string Format { get; init; } = ExportFormat.Csv;

    /// <summary>Only flips of this kind: <c>becomes_pql</c>, <c>stops_being_pql</c> or <c>at_other_times</c>.</summary>
    /// <example>becomes_pql</example>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }
}

internal sealed class FlipExportQueryValidator : AbstractValidator<FlipExportQuery>
{
    public FlipExportQueryValidator()
    {
        RuleFor(query => query.Format).FileFormat();
        RuleFor(query => query.Kind).FlipKind();
    }
}

/// <summary>The columns of a flip, named as in the API; the numbers of both sides beside each other.</summary>
internal static class FlipColumns
{
    public static readonly IReadOnlyList<ExportColumn<FlipResponse>> All =
    [
        new("leadId", flip => flip.LeadId),
        new("kind", flip => flip.Kind),
        new("at", flip => flip.At),
        .. BothSides("Pql", numbers => numbers.Pql),
        .. BothSides("Fit", numbers => numbers.Fit),
        .. BothSides("Behavior", numbers => numbers.Behavior),
        .. BothSides("Total", numbers => numbers.Total),
        .. BothSides("Band", numbers => numbers.Band),
        .. BothSides("BlockedBy", numbers => numbers.BlockedBy),
        new("criteria", flip => flip.Criteria),
    ];

    private static IEnumerable<ExportColumn<FlipResponse>> BothSides(string name, Func<TriedNumbers, object?> valueOf) =>
    [
        new("before" + name, flip => valueOf(flip.Before)),
        new("after" + name, flip => valueOf(flip.After)),
    ];
}
