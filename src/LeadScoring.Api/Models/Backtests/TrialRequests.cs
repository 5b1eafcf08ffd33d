using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Retention;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Which document to try.</summary>
public abstract class TrialRequest : ISigned
{
    /// <summary>A published version; left out: the draft, and where there is none the newest version.</summary>
    public int? Version { get; init; }

    /// <summary>Who asks, in words of your own, at most 200 characters. With a key it is the key's name, whatever is said here.</summary>
    public string? By { get; set; }
}

/// <summary>Which document to look at, and how it would be published.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class ImpactRequest : TrialRequest
{
    internal const string Example = "{}";

    /// <summary>Whether it would become the primary model, in place of the one that is. One that is stays it.</summary>
    public bool Primary { get; init; }
}

/// <summary>Which period to play back, and which two models to compare.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class PeriodRequest : TrialRequest
{
    internal const string Example = """{ "from": "2026-02-01T00:00:00Z", "against": "product-led", "by": "grace" }""";

    internal static readonly TimeSpan Longest = TimeSpan.FromDays((5 * 365) + 2);

    /// <summary>The first moment, RFC 3339; included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The last moment, RFC 3339, not in the future, at most five years later; included. Left out: now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The model to compare it with: <c>key@version</c>, or a key for its version in force; left out: the primary one in force.</summary>
    public string? Against { get; init; }
}

internal sealed class ImpactRequestValidator : AbstractValidator<ImpactRequest>
{
    public ImpactRequestValidator() => RuleFor(request => request.By).Storable(ModelLimits.By);
}

internal sealed class PeriodRequestValidator : AbstractValidator<PeriodRequest>
{
    public PeriodRequestValidator(ModelCatalog catalog, KeptSince kept, TimeProvider clock)
    {
        RuleFor(request => request.By).Storable(ModelLimits.By);
        RuleFor(request => request.Against).KnownModel(catalog);
        RuleFor(request => request.From).NotNull().WithMessage("from must be given: the first moment of the period, such as 2026-03-02T00:00:00Z.");
        RuleFor(request => request.From).NotInTheFuture(clock).Kept(kept);
        RuleFor(request => request.To).NotInTheFuture(clock);
        RuleFor(request => request.From)
            .Must((request, from) => from is null || from < (request.To ?? clock.GetUtcNow())).WithMessage("from must be before to.")
            .Must((request, from) => from is null || (request.To ?? clock.GetUtcNow()) - from <= PeriodRequest.Longest).WithMessage("The period must not be longer than five years.");
    }
}
