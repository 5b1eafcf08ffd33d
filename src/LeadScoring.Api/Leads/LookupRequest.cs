using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Leads;

/// <summary>Whose scores are asked for: up to 500 ids and email addresses together.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class LookupRequest
{
    internal const string Example = """{ "ids": ["ada", "anon:visitor-7"], "emails": ["ada@acme.example"] }""";
    internal const int Most = 500;

    /// <summary>Ids of people: user ids, or <c>anon:ID</c>. Any id of a person will do.</summary>
    public IReadOnlyList<string?>? Ids { get; init; }

    /// <summary>Email addresses, in capitals or not, at most 320 characters each.</summary>
    public IReadOnlyList<string?>? Emails { get; init; }
}

internal sealed class LookupRequestValidator : AbstractValidator<LookupRequest>
{
    public LookupRequestValidator()
    {
        RuleFor(request => request.Ids).Must((request, ids) => (ids?.Count ?? 0) + (request.Emails?.Count ?? 0) is >= 1 and <= LookupRequest.Most)
            .WithMessage($"ids and emails must be 1 to {LookupRequest.Most} together.");
        RuleForEach(request => request.Ids).Must(id => IsText(id, IntakeLimits.Id))
            .WithMessage($"ids[{{CollectionIndex}}] must be a user id or anon:ID of 1 to {IntakeLimits.Id} characters, without the character U+0000.");
        RuleForEach(request => request.Emails).Must(email => IsText(email, LeadEmails.MostLength))
            .WithMessage($"emails[{{CollectionIndex}}] must be an address of 1 to {LeadEmails.MostLength} characters, without the character U+0000.");
    }

    private static bool IsText(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Contains('\0', StringComparison.Ordinal);
}
