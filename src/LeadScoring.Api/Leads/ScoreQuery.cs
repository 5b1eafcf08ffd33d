using FluentValidation;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Retention;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>Which score of a lead to show, and how.</summary>
public sealed class ScoreQuery
{
    internal const string Json = "json";
    internal const string Flat = "flat";
    internal const string AllModels = "all";

    /// <summary>The model to score under: <c>key@version</c>, such as <c>product-led@1</c>, or a key for its newest version; left out: the one in force.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>The moment to score, RFC 3339, not in the future: everything that happened until then counts, this instant included. Left out: now.</summary>
    [FromQuery(Name = "asOf")]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Leaves out what was received later than this, RFC 3339, not in the future. Without <c>asOf</c> it is also the moment to score.</summary>
    [FromQuery(Name = "knownAt")]
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary><c>full</c>: every contribution; <c>top</c>: the three of most points, either sign; <c>none</c>: none. Left out: full, and top with <c>format=flat</c>.</summary>
    /// <example>full</example>
    [FromQuery(Name = "explain")]
    public string? Explain { get; init; }

    /// <summary><c>json</c>, or <c>flat</c>: an object with nothing nested, for the fields of a CRM.</summary>
    /// <example>json</example>
    [FromQuery(Name = "format")]
    public string Format { get; init; } = Json;

    /// <summary><c>all</c>: also the scores under all models in force side by side, as of now; not with <c>model</c>, <c>asOf</c>, <c>knownAt</c> or <c>format=flat</c>.</summary>
    /// <example>all</example>
    [FromQuery(Name = "models")]
    public string? Models { get; init; }

    internal bool IsFlat => Format == Flat;

    /// <summary>Whether a moment was named.</summary>
    internal bool IsOfThePast => (AsOf ?? KnownAt) is not null;

    internal string Explanation => Explain ?? (IsFlat ? Leads.Explanation.Top : Leads.Explanation.Full);
}

internal sealed class ScoreQueryValidator : AbstractValidator<ScoreQuery>
{
    public ScoreQueryValidator(ModelCatalog catalog, KeptSince kept, TimeProvider clock)
    {
        RuleFor(query => query.Model).KnownModel(catalog);
        RuleFor(query => query.AsOf).NotInTheFuture(clock).Kept(kept);
        RuleFor(query => query.KnownAt).NotInTheFuture(clock).Kept(kept);
        RuleFor(query => query.Explain).Must(explain => explain is null or Explanation.None or Explanation.Top or Explanation.Full)
            .WithMessage("explain must be none, top (the three contributions of most points) or full.");
        RuleFor(query => query.Models).Must(models => models is null or ScoreQuery.AllModels).WithMessage("models must be all, or be left out.");
        RuleFor(query => query.Models).Must((query, models) => models is null || query is { Model: null, IsOfThePast: false, IsFlat: false })
            .WithMessage("models=all is as of now, nested, and names no model: leave out model, asOf, knownAt and format=flat.");
        RuleFor(query => query.Format).Must(format => format is ScoreQuery.Json or ScoreQuery.Flat).WithMessage("format must be json or flat (nothing nested).");
    }
}
