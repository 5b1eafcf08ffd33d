using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models;

/// <summary>A document to begin a draft with: one's own, or a template under another key.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class BeginDraftRequest : ISigned
{
    internal const string Example = """{ "template": "product-led", "key": "trial", "name": "Trials", "by": "ada" }""";

    /// <summary>The document, an object with a <c>key</c>. It may have faults.</summary>
    public JsonElement? Document { get; init; }

    /// <summary>In place of a document: key of a template.</summary>
    public string? Template { get; init; }

    /// <summary>With a template: the key of the model that is made of it.</summary>
    public string? Key { get; init; }

    /// <summary>With a template: the name of that model, at most 500 characters; left out: the template's.</summary>
    public string? Name { get; init; }

    /// <summary>Who does it, at most 200 characters. With a key it is the key's name, whatever is said here.</summary>
    public string? By { get; set; }
}

/// <summary>Who changes a draft.</summary>
public sealed class PutDraftQuery : ISigned
{
    /// <summary>Who does it, at most 200 characters. With a key it is the key's name, whatever is said here.</summary>
    /// <example>ada</example>
    [FromQuery(Name = "by")]
    public string? By { get; set; }
}

/// <summary>Who changes what is in force, and why.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public class ModelChangeRequest : ISigned
{
    internal const string Example = """{ "by": "ada", "why": "The pilot is over." }""";

    /// <summary>Who does it, at most 200 characters. With a key it is the key's name, whatever is said here.</summary>
    public string? By { get; set; }

    /// <summary>Why, at most 1,000 characters.</summary>
    public string? Why { get; init; }
}

/// <summary>Which version to go back to.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public class RevertModelRequest : ModelChangeRequest
{
    internal new const string Example = """{ "notify": "none", "by": "ada", "why": "Too many PQLs." }""";

    /// <summary>The version; left out: the one that was in force before.</summary>
    public int? Version { get; init; }

    /// <summary>Which of the crossings that this makes are to be told: <c>all</c>, <c>none</c>, or <c>gained</c>, which is who becomes product-qualified. The others are noted with <c>notify: false</c>.</summary>
    public string Notify { get; init; } = ModelNotify.All;
}

/// <summary>What to put into force, and how.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class PublishModelRequest : RevertModelRequest
{
    internal new const string Example = """{ "primary": false, "notify": "gained", "by": "ada", "why": "Pricing views say more than we thought." }""";

    /// <summary>Whether it becomes the primary model, in place of the one that is. One that is stays it.</summary>
    public bool Primary { get; init; }
}

internal sealed class BeginDraftRequestValidator : AbstractValidator<BeginDraftRequest>
{
    public BeginDraftRequestValidator()
    {
        RuleFor(request => request.Template).Must((request, template) => template is null != request.Document is null).WithMessage("Give a document, or a template and a key; not both.");
        RuleFor(request => request.Template).Must(template => template is null || ModelTemplates.All.Any(each => each.Key == template))
            .WithMessage(_ => $"template must be one of {string.Join(", ", ModelTemplates.All.Select(each => each.Key))}.");
        RuleFor(request => request.Key).Null().When(request => request.Template is null).WithMessage("key must be left out beside a document, which has its own.");
        RuleFor(request => request.Key).Must(key => key is not null && ModelKey.IsWellFormed(key)).When(request => request.Template is not null).WithMessage($"key must be {ModelKey.Rule}, beside a template.");
        RuleFor(request => request.Name).Storable(500).Must((request, name) => name is null || (request.Template is not null && name.Length > 0)).WithMessage("name must be a text beside a template; a document has its own.");
        RuleFor(request => request.By).Storable(ModelLimits.By);
    }
}

internal sealed class PutDraftQueryValidator : AbstractValidator<PutDraftQuery>
{
    public PutDraftQueryValidator() => RuleFor(query => query.By).Storable(ModelLimits.By);
}

internal sealed class ModelChangeRequestValidator : AbstractValidator<ModelChangeRequest>
{
    public ModelChangeRequestValidator()
    {
        RuleFor(request => request.By).Storable(ModelLimits.By);
        RuleFor(request => request.Why).Storable(ModelLimits.Why);
    }
}

internal sealed class RevertModelRequestValidator : AbstractValidator<RevertModelRequest>
{
    public RevertModelRequestValidator()
    {
        Include(new ModelChangeRequestValidator());
        RuleFor(request => request.Notify).Must(notify => notify is ModelNotify.All or ModelNotify.None or ModelNotify.Gained).WithMessage("notify must be all, none or gained.");
    }
}

internal sealed class PublishModelRequestValidator : AbstractValidator<PublishModelRequest>
{
    public PublishModelRequestValidator() => Include(new RevertModelRequestValidator());
}
