using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>Which leads to list, in which order, and from where on.</summary>
public sealed class LeadListQuery
{
    internal const string HighestFirst = "-total";
    internal const string LowestFirst = "total";
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;

    /// <summary>true: only product-qualified leads; false: only the others.</summary>
    /// <example>true</example>
    [FromQuery(Name = "pql")]
    public bool? Pql { get; init; }

    /// <summary>Only leads of this band of the model in force.</summary>
    /// <example>hot</example>
    [FromQuery(Name = "band")]
    public string? Band { get; init; }

    /// <summary>Only leads with at least this total, 0 to 150 points, up to two decimals.</summary>
    /// <example>80</example>
    [FromQuery(Name = "minTotal")]
    public decimal? MinTotal { get; init; }

    /// <summary>Only leads of this account, 1 to 256 characters.</summary>
    /// <example>acme</example>
    [FromQuery(Name = "accountId")]
    public string? AccountId { get; init; }

    /// <summary><c>-total</c>: the highest total first; <c>total</c>: the lowest first. Equal totals are ordered by id, anonymous leads first.</summary>
    /// <example>-total</example>
    [FromQuery(Name = "sort")]
    public string Sort { get; init; } = HighestFirst;

    /// <summary>How many leads a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same filters and sort; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Whether the highest total comes first.</summary>
    internal bool IsDescending => Sort == HighestFirst;

    /// <summary>The least total in hundredths; a fraction of a hundredth counts as a whole one.</summary>
    internal int LeastTotal => (int)Math.Ceiling((MinTotal ?? 0) * 100);
}

internal sealed class LeadListQueryValidator : AbstractValidator<LeadListQuery>
{
    private static readonly decimal MostTotal = ScoringModel.MostTotal.ToDecimal();

    public LeadListQueryValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Band).Must(band => band is null || BandsOf(catalog).Contains(band, StringComparer.Ordinal))
            .WithMessage(_ => $"band must be one of {string.Join(", ", BandsOf(catalog))}.");
        RuleFor(query => query.MinTotal).InclusiveBetween(0, MostTotal).WithMessage($"minTotal must be from 0 to {MostTotal}.");
        RuleFor(query => query.AccountId).Id();
        RuleFor(query => query.Sort).Must(sort => sort is LeadListQuery.HighestFirst or LeadListQuery.LowestFirst)
            .WithMessage($"sort must be {LeadListQuery.HighestFirst} (the highest first) or {LeadListQuery.LowestFirst} (the lowest first).");
        RuleFor(query => query.Limit).InclusiveBetween(1, LeadListQuery.MostLimit).WithMessage($"limit must be from 1 to {LeadListQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || LeadListCursor.Read(cursor, query) is not null)
            .WithMessage("cursor is damaged, or was made for another sort or other filters; take nextCursor as it was given, or start without a cursor.");
    }

    private static IEnumerable<string> BandsOf(ModelCatalog catalog) => catalog.Snapshot.Current.Model.Bands.Select(band => band.Key);
}
