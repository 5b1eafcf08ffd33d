using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Models.Preview;

/// <summary>Whom to score, and under which document.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class PreviewRequest
{
    internal const string Example = """{ "leadId": "ada" }""";

    /// <summary>The lead: a user id, or <c>anon:ID</c>.</summary>
    public string? LeadId { get; init; }

    /// <summary>A published version; left out: the draft, and where there is none the newest version.</summary>
    public int? Version { get; init; }

    /// <summary>A whole model document that need not be stored, in place of a version.</summary>
    public JsonElement? Document { get; init; }
}

internal sealed class PreviewRequestValidator : AbstractValidator<PreviewRequest>
{
    public PreviewRequestValidator()
    {
        RuleFor(request => request.LeadId).Must(id => !string.IsNullOrWhiteSpace(id)).WithMessage("leadId must be given: a user id, or anon:ID.");
        RuleFor(request => request.LeadId).Storable(IntakeLimits.Id);
        RuleFor(request => request.Document).Must(document => document is null or { ValueKind: JsonValueKind.Object }).WithMessage("document must be an object: a whole scoring model.");
        RuleFor(request => request.Document).Must((request, document) => document is null || request.Version is null).WithMessage("Name a version or give a document, not both.");
    }
}
