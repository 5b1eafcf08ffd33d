using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Leads;

/// <summary>What is known of a person. Members that are left out stay as they are; null clears one.</summary>
// A member that does not exist is an error, not ignored: it would be a misspelt one.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class PutLeadRequest : AttributesRequest
{
    internal const string Example =
        """
        {
          "email": "ada@acme.example",
          "name": "Ada Example",
          "title": "VP Marketing",
          "country": "US",
          "plan": "trial",
          "accountId": "acme",
          "traits": { "newsletter": true }
        }
        """;

    /// <summary>The email address, at most 320 characters. Its domain tells personal addresses, students and competitors, and a company's is the account where none is named.</summary>
    public string? Email { get => Get<string>("email"); set => Set("email", value); }

    /// <summary>The person's name, at most 500 characters.</summary>
    public string? Name { get => Get<string>("name"); set => Set("name", value); }

    /// <summary>The job title, at most 500 characters. Seniority is read from it where none is given.</summary>
    public string? Title { get => Get<string>("title"); set => Set("title", value); }

    /// <summary>How senior the person is: c-level, vp, director, manager or individual contributor, or a title to read it from; at most 100 characters.</summary>
    public string? Seniority { get => Get<string>("seniority"); set => Set("seniority", value); }

    /// <summary>The department, at most 200 characters.</summary>
    public string? Department { get => Get<string>("department"); set => Set("department", value); }

    /// <summary>The country, at most 100 characters. The account's country goes before it.</summary>
    public string? Country { get => Get<string>("country"); set => Set("country", value); }

    /// <summary>When the person signed up: RFC 3339 with an offset, from 1970 to 2099.</summary>
    public DateTimeOffset? SignedUpAt { get => Get<DateTimeOffset?>("signedUpAt"); set => Set("signedUpAt", value); }

    /// <summary>The plan the person is on, at most 100 characters.</summary>
    public string? Plan { get => Get<string>("plan"); set => Set("plan", value); }

    /// <summary>The account the person belongs to, 1 to 256 characters. Without one, the company's domain of the email address counts.</summary>
    public string? AccountId { get => Get<string>("accountId"); set => Set("accountId", value); }

    /// <summary>Anything else; a scoring model can read it as traits.NAME. Up to 1,000 members with names of up to 256 and texts of up to 8,192 characters. A trait that is left out stays as it is; null clears one.</summary>
    public Dictionary<string, JsonElement>? Traits { get => Get<Dictionary<string, JsonElement>>("traits"); set => Set("traits", value); }
}

internal sealed class PutLeadRequestValidator : AbstractValidator<PutLeadRequest>
{
    public PutLeadRequestValidator()
    {
        RuleFor(request => request.IsEmpty).Equal(false).OverridePropertyName("body").WithMessage("The body sets no attribute.");
        RuleFor(request => request.Email).Storable(320).Must(email => email is null || PlausibleValues.IsEmail(email)).WithMessage("email must be an address such as ada@example.com.");
        RuleFor(request => request.Name).Storable(500);
        RuleFor(request => request.Title).Storable(500);
        RuleFor(request => request.Seniority).Storable(100);
        RuleFor(request => request.Department).Storable(200);
        RuleFor(request => request.Country).Storable(100);
        RuleFor(request => request.SignedUpAt).PlausibleTime();
        RuleFor(request => request.Plan).Storable(100);
        RuleFor(request => request.AccountId).Id();
        RuleFor(request => request.Traits).Must((request, traits) => traits is not null || !request.Gives("traits")).WithMessage("traits must be an object; clear its members one by one with null.");
        RuleFor(request => request.Traits).Storable();
    }
}
