using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Accounts;

/// <summary>Which accounts, and in which order. An account has to meet all filters.</summary>
public class AccountFilter
{
    /// <summary>true: only product-qualified accounts; false: only the others.</summary>
    /// <example>true</example>
    [FromQuery(Name = "pql")]
    public bool? Pql { get; init; }

    /// <summary>Only accounts of these bands of the model in force, with commas between.</summary>
    /// <example>hot,mql</example>
    [FromQuery(Name = "band")]
    public string? Band { get; init; }

    /// <summary>Only accounts with at least this total, 0 to 150 points.</summary>
    /// <example>80</example>
    [FromQuery(Name = "minTotal")]
    public decimal? MinTotal { get; init; }

    /// <summary>Only accounts with at least so many active people.</summary>
    /// <example>3</example>
    [FromQuery(Name = "minActiveLeads")]
    public int? MinActiveLeads { get; init; }

    /// <summary>true: only accounts that something keeps from being product-qualified whatever their points; false: only the others.</summary>
    /// <example>false</example>
    [FromQuery(Name = "blocked")]
    public bool? Blocked { get; init; }

    /// <summary>
    /// By <c>total</c>, <c>fit</c>, <c>behavior</c>, <c>activeLeads</c> or <c>keyActions</c>; with a <c>-</c> in front the greatest
    /// first. Equal ones are ordered by id.
    /// </summary>
    /// <example>-total</example>
    [FromQuery(Name = "sort")]
    public string Sort { get; init; } = AccountOrder.HighestTotalFirst;

    internal RowOrder<AccountScore> Order => AccountOrder.All.Named(Sort) ?? throw new InvalidOperationException("The sort was validated.");

    internal string[]? Bands => Band?.Split(',');

    /// <summary>In hundredths; a fraction of a hundredth counts as a whole one.</summary>
    internal int LeastTotal => (int)Math.Ceiling((MinTotal ?? 0) * 100);

    /// <summary>What a cursor is good for: the limit may change from page to page, the rest may not. Made of what was sent, since validation asks for it, too.</summary>
    internal string CursorScope => $"accounts\n{Sort}\n{Pql}\n{Band}\n{ListCursor.TextOf(MinTotal ?? 0)}\n{MinActiveLeads}\n{Blocked}";

    /// <summary>Whether an account that was just computed meets the filters.</summary>
    internal bool Includes(AccountScore row) =>
        (Pql is null || row.IsPql == Pql)
        && row.Total >= LeastTotal
        && row.ActiveLeads >= (MinActiveLeads ?? 0)
        && (Blocked is null || row.BlockedBy.Length > 0 == Blocked)
        && (Bands is not { } bands || bands.Contains(row.Band, StringComparer.Ordinal));
}

/// <summary>Which accounts to list, in which order, and from where on.</summary>
public sealed class AccountListQuery : AccountFilter
{
    /// <summary>How many accounts a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = 50;

    /// <summary><c>nextCursor</c> of the page before, with the same filters and sort; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    internal ListCursor? After => Cursor is null ? null : ListCursor.Read(Cursor, CursorScope);
}

internal sealed class AccountFilterValidator : AbstractValidator<AccountFilter>
{
    private static readonly decimal MostTotal = ScoringModel.MostTotal.ToDecimal();

    public AccountFilterValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Band).Must((query, band) => query.Bands is not { } bands || !bands.Except(BandsOf(catalog), StringComparer.Ordinal).Any())
            .WithMessage(_ => $"band must be one of {string.Join(", ", BandsOf(catalog))}, or several with commas between.");
        RuleFor(query => query.MinTotal).InclusiveBetween(0, MostTotal).WithMessage($"minTotal must be from 0 to {MostTotal}.");
        RuleFor(query => query.MinActiveLeads).GreaterThanOrEqualTo(0).WithMessage("minActiveLeads must be 0 or more.");
        RuleFor(query => query.Sort).Must(sort => AccountOrder.All.Named(sort) is not null).WithMessage(AccountOrder.All.Message);
    }

    private static IEnumerable<string> BandsOf(ModelCatalog catalog) => catalog.Snapshot.Current.Model.Bands.Select(band => band.Key);
}

internal sealed class AccountListQueryValidator : AbstractValidator<AccountListQuery>
{
    private const int MostLimit = 500;

    public AccountListQueryValidator(ModelCatalog catalog)
    {
        Include(new AccountFilterValidator(catalog));
        RuleFor(query => query.Limit).InclusiveBetween(1, MostLimit).WithMessage($"limit must be from 1 to {MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || query.After is not null)
            .WithMessage("cursor is damaged, or was made for another sort or other filters; take nextCursor as it was given, or start without a cursor.");
    }
}
