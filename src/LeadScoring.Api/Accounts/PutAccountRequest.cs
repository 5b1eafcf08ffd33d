using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Accounts;

/// <summary>What is known of a company. Members that are left out stay as they are; null clears one.</summary>
// A member that does not exist is an error, not ignored: it would be a misspelt one.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class PutAccountRequest : AttributesRequest
{
    internal const string Example =
        """
        {
          "name": "Acme",
          "domain": "acme.example",
          "employees": "51-200",
          "industry": "SaaS",
          "country": "US",
          "technologies": ["Salesforce", "Slack"],
          "annualRevenue": 12000000,
          "fundingStage": "Series A",
          "traits": { "region": "EMEA" }
        }
        """;

    /// <summary>The company's name, at most 500 characters.</summary>
    public string? Name { get => Get<string>("name"); set => Set("name", value); }

    /// <summary>The company's domain, such as example.com, at most 253 characters.</summary>
    public string? Domain { get => Get<string>("domain"); set => Set("domain", value); }

    /// <summary>The number of employees, as a number from 0, or as a text such as "51-200" (which counts by its middle) or "10,000+".</summary>
    public JsonElement? Employees { get => Get<JsonElement?>("employees"); set => Set("employees", value); }

    /// <summary>The industry, at most 200 characters.</summary>
    public string? Industry { get => Get<string>("industry"); set => Set("industry", value); }

    /// <summary>The country of the headquarters, at most 100 characters. It goes before the lead's own.</summary>
    public string? Country { get => Get<string>("country"); set => Set("country", value); }

    /// <summary>The region, at most 100 characters.</summary>
    public string? Region { get => Get<string>("region"); set => Set("region", value); }

    /// <summary>The tools the company uses: at most 200, each of at most 200 characters.</summary>
    public IReadOnlyList<string>? Technologies { get => Get<IReadOnlyList<string>>("technologies"); set => Set("technologies", value); }

    /// <summary>Annual revenue, 0 to 1e15, in whatever currency the scoring model means.</summary>
    public double? AnnualRevenue { get => Get<double?>("annualRevenue"); set => Set("annualRevenue", value); }

    /// <summary>The funding stage, such as Series A; at most 100 characters.</summary>
    public string? FundingStage { get => Get<string>("fundingStage"); set => Set("fundingStage", value); }

    /// <summary>Anything else; a scoring model can read it as accountTraits.NAME. Up to 1,000 members with names of up to 256 and texts of up to 8,192 characters. A trait that is left out stays as it is; null clears one.</summary>
    public Dictionary<string, JsonElement>? Traits { get => Get<Dictionary<string, JsonElement>>("traits"); set => Set("traits", value); }
}

internal sealed class PutAccountRequestValidator : AbstractValidator<PutAccountRequest>
{
    public PutAccountRequestValidator()
    {
        RuleFor(request => request.IsEmpty).Equal(false).OverridePropertyName("body").WithMessage("The body sets no attribute.");
        RuleFor(request => request.Name).Storable(500);
        RuleFor(request => request.Domain).Storable(253);
        RuleFor(request => request.Employees).Must(IsCompanySize).WithMessage("employees must be a number from 0, or a text such as \"51-200\" or \"10,000+\".");
        RuleFor(request => request.Industry).Storable(200);
        RuleFor(request => request.Country).Storable(100);
        RuleFor(request => request.Region).Storable(100);
        RuleFor(request => request.Technologies).Must(list => list is null || list.Count <= 200).WithMessage("technologies must have at most 200 items.");
        RuleForEach(request => request.Technologies).NotNull().WithMessage("technologies must be texts.").Storable(200);
        RuleFor(request => request.AnnualRevenue).InclusiveBetween(0, PropertyValue.GreatestNumber).WithMessage("annualRevenue must be from 0 to 1e15.");
        RuleFor(request => request.FundingStage).Storable(100);
        RuleFor(request => request.Traits).Must((request, traits) => traits is not null || !request.Gives("traits")).WithMessage("traits must be an object; clear its members one by one with null.");
        RuleFor(request => request.Traits).Storable();
    }

    private static bool IsCompanySize(JsonElement? size) => size switch
    {
        null or { ValueKind: JsonValueKind.Null } => true,
        { ValueKind: JsonValueKind.Number } number => Events.JsonFaults.FaultOf(number, "employees") is null && number.GetDouble() is >= 0 and <= PropertyValue.GreatestNumber,
        { ValueKind: JsonValueKind.String } text => Events.JsonFaults.TextOf(text, "employees", out _) is { Length: <= 50 } given && CompanySize.Parse(given) is not null,
        _ => false,
    };
}
