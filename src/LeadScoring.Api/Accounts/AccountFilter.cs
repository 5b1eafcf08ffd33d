using System.Globalization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Replay;
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

    /// <summary>Only accounts of these bands of that model, with commas between.</summary>
    /// <example>hot,mql</example>
    [FromQuery(Name = "band")]
    public string? Band { get; init; }

    /// <summary>Only accounts of these fit tiers of that model, with commas between.</summary>
    /// <example>strong,moderate</example>
    [FromQuery(Name = "fitTier")]
    public string? FitTier { get; init; }

    /// <summary>Only accounts of these behavior tiers of that model, with commas between.</summary>
    /// <example>high</example>
    [FromQuery(Name = "behaviorTier")]
    public string? BehaviorTier { get; init; }

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

    /// <summary>Only accounts of which the latest event is of this UTC day or a later one, as <c>2026-03-02</c>.</summary>
    /// <example>2026-03-02</example>
    [FromQuery(Name = "activeSince")]
    public string? ActiveSince { get; init; }

    /// <summary>Only accounts that changed at this time or later (<c>updatedAt</c>), RFC 3339 with an offset.</summary>
    /// <example>2026-03-02T09:30:00Z</example>
    [FromQuery(Name = "updatedSince")]
    public string? UpdatedSince { get; init; }

    /// <summary>Only accounts that meet the spike alert with this key.</summary>
    /// <example>integration_connected</example>
    [FromQuery(Name = "spike")]
    public string? Spike { get; init; }

    /// <summary>
    /// By <c>total</c>, <c>fit</c>, <c>behavior</c>, <c>activeLeads</c>, <c>keyActions</c>, <c>lastActive</c> (the UTC day; those that never
    /// were come first) or <c>updated</c>; with a <c>-</c> in front from the greatest or latest down. Equal ones are ordered by id.
    /// </summary>
    /// <example>-total</example>
    [FromQuery(Name = "sort")]
    public string Sort { get; init; } = AccountOrder.HighestTotalFirst;

    /// <summary>The model that scores are shown of, by the key of one in force; left out: the primary one.</summary>
    /// <example>product-led</example>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    internal RowOrder<AccountScore> Order => AccountOrder.All.Named(Sort) ?? throw new InvalidOperationException("The sort was validated.");

    internal string[]? Bands => Band?.Split(',');

    internal string[]? FitTiers => FitTier?.Split(',');

    internal string[]? BehaviorTiers => BehaviorTier?.Split(',');

    internal DateOnly? ActiveFrom => ActiveSince is null ? null : DateOnly.ParseExact(ActiveSince, LeadFilter.DayFormat, CultureInfo.InvariantCulture);

    internal DateTimeOffset? UpdatedFrom => UpdatedSince is not null && Rfc3339.TryParse(UpdatedSince, out var time) ? time : null;

    /// <summary>In hundredths; a fraction of a hundredth counts as a whole one.</summary>
    internal int LeastTotal => (int)Math.Ceiling((MinTotal ?? 0) * 100);

    /// <summary>What a cursor is good for: the limit may change from page to page, the rest may not. Made of what was sent, since validation asks for it, too.</summary>
    internal string CursorScope => $"accounts\n{Model}\n{Sort}\n{Pql}\n{Band}\n{ListCursor.TextOf(MinTotal ?? 0)}\n{MinActiveLeads}\n{Blocked}\n{FitTier}\n{BehaviorTier}\n{ActiveSince}\n{UpdatedSince}\n{Spike}";

    /// <summary>Whether an account that was just computed meets the filters.</summary>
    internal bool Includes(AccountScore row) =>
        (Pql is null || row.IsPql == Pql)
        && row.Total >= LeastTotal
        && row.ActiveLeads >= (MinActiveLeads ?? 0)
        && (Blocked is null || row.BlockedBy.Length > 0 == Blocked)
        && IsAmong(row.Band, Bands) && IsAmong(row.FitTier, FitTiers) && IsAmong(row.BehaviorTier, BehaviorTiers)
        && (Spike is null || row.SpikeKeys.Contains(Spike, StringComparer.Ordinal))
        && (ActiveFrom is null || row.LastActiveOn >= ActiveFrom)
        && (UpdatedFrom is null || row.ChangedAt >= UpdatedFrom);

    private static bool IsAmong(string word, string[]? words) => words is null || words.Contains(word, StringComparer.Ordinal);
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
        RuleFor(query => query.Model).InForce(catalog);
        RuleFor(query => query.Band).WordsOf("band", query => catalog.Snapshot.Listed(query.Model).Model.Bands.Select(band => band.Key));
        RuleFor(query => query.FitTier).WordsOf("fitTier", query => catalog.Snapshot.Listed(query.Model).Model.FitTiers.Select(tier => tier.Key));
        RuleFor(query => query.BehaviorTier).WordsOf("behaviorTier", query => catalog.Snapshot.Listed(query.Model).Model.BehaviorTiers.Select(tier => tier.Key));
        RuleFor(query => query.ActiveSince).UtcDay("activeSince");
        RuleFor(query => query.UpdatedSince).Time("updatedSince");
        RuleFor(query => query.Spike).SpikeOf(query => catalog.Snapshot.Listed(query.Model).Model);
        RuleFor(query => query.MinTotal).InclusiveBetween(0, MostTotal).WithMessage($"minTotal must be from 0 to {MostTotal}.");
        RuleFor(query => query.MinActiveLeads).GreaterThanOrEqualTo(0).WithMessage("minActiveLeads must be 0 or more.");
        RuleFor(query => query.Sort).Must(sort => AccountOrder.All.Named(sort) is not null).WithMessage(AccountOrder.All.Message);
    }
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
