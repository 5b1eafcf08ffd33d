using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Leads;

/// <summary>Which identity does not belong to the lead.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class UnlinkRequest
{
    internal const string Example = """{ "id": "anon:visitor-7" }""";

    /// <summary>A user id, or <c>anon:ID</c> for an anonymous id.</summary>
    [Required, StringLength(IntakeLimits.Id, MinimumLength = 1)]
    public string? Id { get; init; }
}

internal sealed class UnlinkRequestValidator : AbstractValidator<UnlinkRequest>
{
    public UnlinkRequestValidator() =>
        RuleFor(request => request.Id).Storable(IntakeLimits.Id).Must(id => !string.IsNullOrWhiteSpace(id)).WithMessage("id must be a user id, or anon:ID for an anonymous id.");
}
