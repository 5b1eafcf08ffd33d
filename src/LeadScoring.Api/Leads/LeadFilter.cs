using System.Globalization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>Which leads, and in which order. A lead has to meet all filters.</summary>
public class LeadFilter
{
    /// <summary>true: only product-qualified leads; false: only the others.</summary>
    /// <example>true</example>
    [FromQuery(Name = "pql")]
    public bool? Pql { get; init; }

    /// <summary>Only leads of these bands of that model, with commas between.</summary>
    /// <example>hot</example>
    [FromQuery(Name = "band")]
    public string? Band { get; init; }

    /// <summary>Only leads of these fit tiers of that model, with commas between.</summary>
    /// <example>strong,moderate</example>
    [FromQuery(Name = "fitTier")]
    public string? FitTier { get; init; }

    /// <summary>Only leads of these behavior tiers of that model, with commas between.</summary>
    /// <example>high</example>
    [FromQuery(Name = "behaviorTier")]
    public string? BehaviorTier { get; init; }

    /// <summary>Only leads with at least this total, 0 to 150 points.</summary>
    /// <example>80</example>
    [FromQuery(Name = "minTotal")]
    public decimal? MinTotal { get; init; }

    /// <summary>Only leads with at most this total, 0 to 150 points.</summary>
    /// <example>150</example>
    [FromQuery(Name = "maxTotal")]
    public decimal? MaxTotal { get; init; }

    /// <summary>Only leads with at least this fit, 0 to 50 points.</summary>
    /// <example>15</example>
    [FromQuery(Name = "minFit")]
    public decimal? MinFit { get; init; }

    /// <summary>Only leads with at most this fit, 0 to 50 points.</summary>
    /// <example>50</example>
    [FromQuery(Name = "maxFit")]
    public decimal? MaxFit { get; init; }

    /// <summary>Only leads with at least this behavior, 0 to 100 points.</summary>
    /// <example>40</example>
    [FromQuery(Name = "minBehavior")]
    public decimal? MinBehavior { get; init; }

    /// <summary>Only leads with at most this behavior, 0 to 100 points.</summary>
    /// <example>100</example>
    [FromQuery(Name = "maxBehavior")]
    public decimal? MaxBehavior { get; init; }

    /// <summary>Only leads of this account, 1 to 256 characters.</summary>
    /// <example>acme</example>
    [FromQuery(Name = "accountId")]
    public string? AccountId { get; init; }

    /// <summary>Only leads with this email address, whole, in capitals or not; it may belong to several.</summary>
    /// <example>ada@acme.example</example>
    [FromQuery(Name = "email")]
    public string? Email { get; init; }

    /// <summary>Only leads of which the latest event is of this UTC day or a later one, as <c>2026-03-02</c>.</summary>
    /// <example>2026-03-02</example>
    [FromQuery(Name = "activeSince")]
    public string? ActiveSince { get; init; }

    /// <summary>Only leads that changed at this time or later (<c>updatedAt</c>), RFC 3339 with an offset.</summary>
    /// <example>2026-03-02T09:30:00Z</example>
    [FromQuery(Name = "updatedSince")]
    public string? UpdatedSince { get; init; }

    /// <summary>true: only leads that something keeps from being product-qualified whatever their points; false: only the others.</summary>
    /// <example>false</example>
    [FromQuery(Name = "blocked")]
    public bool? Blocked { get; init; }

    /// <summary>Only leads that meet the spike alert with this key.</summary>
    /// <example>integration_connected</example>
    [FromQuery(Name = "spike")]
    public string? Spike { get; init; }

    /// <summary>
    /// By <c>total</c>, <c>fit</c>, <c>behavior</c>, <c>lastActive</c> (the UTC day; those that never were come first) or <c>updated</c>
    /// (the order of change); with a <c>-</c> in front from the greatest or latest down. Equal ones are ordered by id, anonymous leads first.
    /// </summary>
    /// <example>-total</example>
    [FromQuery(Name = "sort")]
    public string Sort { get; init; } = LeadOrder.HighestTotalFirst;

    /// <summary>The model that scores are shown of, by the key of one in force; left out: the primary one.</summary>
    /// <example>product-led</example>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    internal RowOrder<LeadScore> Order => LeadOrder.All.Named(Sort) ?? throw new InvalidOperationException("The sort was validated.");

    internal (int Least, int Most) Totals => RangeOf(MinTotal, MaxTotal, ScoringModel.MostTotal);

    internal (int Least, int Most) Fits => RangeOf(MinFit, MaxFit, ScoringModel.MostFit);

    internal (int Least, int Most) Behaviors => RangeOf(MinBehavior, MaxBehavior, ScoringModel.MostBehavior);

    internal DateOnly? ActiveFrom => ActiveSince is null ? null : DateOnly.ParseExact(ActiveSince, DayFormat, CultureInfo.InvariantCulture);

    internal DateTimeOffset? UpdatedFrom => UpdatedSince is not null && Rfc3339.TryParse(UpdatedSince, out var time) ? time : null;

    internal const string DayFormat = "yyyy-MM-dd";

    /// <summary>What a cursor is good for: the limit may change from page to page, the rest may not. Made of what was sent, since validation asks for it, too.</summary>
    internal string CursorScope => string.Join(
        '\n',
        "leads", Model, Sort, Pql, Blocked, Band, FitTier, BehaviorTier,
        ListCursor.TextOf(MinTotal ?? 0), ListCursor.TextOf(MaxTotal ?? ScoringModel.MostTotal.ToDecimal()),
        ListCursor.TextOf(MinFit ?? 0), ListCursor.TextOf(MaxFit ?? ScoringModel.MostFit.ToDecimal()),
        ListCursor.TextOf(MinBehavior ?? 0), ListCursor.TextOf(MaxBehavior ?? ScoringModel.MostBehavior.ToDecimal()),
        ActiveSince, UpdatedSince, Spike, AccountId, Email);

    /// <summary>The words of a list; null: not asked for.</summary>
    internal static string[]? WordsIn(string? list) => list?.Split(',');

    /// <summary>In hundredths, both ends included; what lies between two hundredths is cut off towards the middle.</summary>
    private static (int Least, int Most) RangeOf(decimal? min, decimal? max, Points most) =>
        ((int)Math.Ceiling((min ?? 0) * 100), (int)Math.Floor((max ?? most.ToDecimal()) * 100));
}

internal sealed class LeadFilterValidator : AbstractValidator<LeadFilter>
{
    public LeadFilterValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Model).InForce(catalog);
        RuleFor(query => query.Band).WordsOf("band", query => catalog.Snapshot.Listed(query.Model).Model.Bands.Select(band => band.Key));
        RuleFor(query => query.FitTier).WordsOf("fitTier", query => catalog.Snapshot.Listed(query.Model).Model.FitTiers.Select(tier => tier.Key));
        RuleFor(query => query.BehaviorTier).WordsOf("behaviorTier", query => catalog.Snapshot.Listed(query.Model).Model.BehaviorTiers.Select(tier => tier.Key));
        RuleFor(query => query.MinTotal).PointsUpTo("minTotal", ScoringModel.MostTotal);
        RuleFor(query => query.MaxTotal).PointsUpTo("maxTotal", ScoringModel.MostTotal).NotBelow("maxTotal", "minTotal", query => query.MinTotal);
        RuleFor(query => query.MinFit).PointsUpTo("minFit", ScoringModel.MostFit);
        RuleFor(query => query.MaxFit).PointsUpTo("maxFit", ScoringModel.MostFit).NotBelow("maxFit", "minFit", query => query.MinFit);
        RuleFor(query => query.MinBehavior).PointsUpTo("minBehavior", ScoringModel.MostBehavior);
        RuleFor(query => query.MaxBehavior).PointsUpTo("maxBehavior", ScoringModel.MostBehavior).NotBelow("maxBehavior", "minBehavior", query => query.MinBehavior);
        RuleFor(query => query.AccountId).Id();
        RuleFor(query => query.Email).Storable(LeadEmails.MostLength);
        RuleFor(query => query.ActiveSince).UtcDay("activeSince");
        RuleFor(query => query.UpdatedSince).Time("updatedSince");
        RuleFor(query => query.Spike).SpikeOf(query => catalog.Snapshot.Listed(query.Model).Model);
        RuleFor(query => query.Sort).Must(sort => LeadOrder.All.Named(sort) is not null).WithMessage(LeadOrder.All.Message);
    }
}

/// <summary>Rules of the filters of lists.</summary>
internal static class ListRules
{
    public static void WordsOf<T>(this IRuleBuilder<T, string?> rule, string name, Func<T, IEnumerable<string>> knownTo) => rule
        .Must((query, list) => LeadFilter.WordsIn(list) is not { } words || !words.Except(knownTo(query), StringComparer.Ordinal).Any())
        .WithMessage(query => $"{name} must be one of {string.Join(", ", knownTo(query))}, or several with commas between.");

    public static void UtcDay<T>(this IRuleBuilder<T, string?> rule, string name) => rule
        .Must(day => day is null || DateOnly.TryParseExact(day, LeadFilter.DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        .WithMessage($"{name} must be a UTC day such as 2026-03-02.");

    public static void Time<T>(this IRuleBuilder<T, string?> rule, string name) => rule
        .Must(time => time is null || (Rfc3339.TryParse(time, out var at) && PlausibleValues.IsTime(at)))
        .WithMessage($"{name} must be a time from 1970 to 2099 with an offset, such as 2026-03-02T09:30:00Z; a + in it is sent as %2B.");

    public static void SpikeOf<T>(this IRuleBuilder<T, string?> rule, Func<T, ScoringModel> modelOf) => rule
        .Must((query, spike) => spike is null || modelOf(query).Spikes.Any(each => each.Key == spike))
        .WithMessage(query => modelOf(query).Spikes is { Count: > 0 } spikes ? $"spike must be one of {string.Join(", ", spikes.Select(spike => spike.Key))}." : "The model has no spike alerts.");

    public static IRuleBuilderOptions<T, decimal?> PointsUpTo<T>(this IRuleBuilder<T, decimal?> rule, string name, Points most) =>
        rule.InclusiveBetween(0, most.ToDecimal()).WithMessage($"{name} must be from 0 to {most.ToDecimal()}.");

    public static void NotBelow(this IRuleBuilder<LeadFilter, decimal?> rule, string name, string least, Func<LeadFilter, decimal?> leastOf) => rule
        .Must((filter, most) => !(most < leastOf(filter))).WithMessage($"{name} must not be less than {least}.");
}
