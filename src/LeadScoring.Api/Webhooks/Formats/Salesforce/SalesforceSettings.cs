using System.Text.RegularExpressions;
using FluentValidation;
using LeadScoring.Api.Webhooks.Formats.Crm;

namespace LeadScoring.Api.Webhooks.Formats.Salesforce;

/// <summary>What goes where in Salesforce.</summary>
internal sealed partial record SalesforceSettings
{
    /// <summary>The objects that are known to ask for something in new records, with what that is.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> UsualNewRecordFields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Lead"] = new(StringComparer.Ordinal) { ["FirstName"] = "firstName", ["LastName"] = "lastName", ["Company"] = "company", ["Email"] = "email" },
        ["Contact"] = new(StringComparer.Ordinal) { ["FirstName"] = "firstName", ["LastName"] = "lastName", ["Email"] = "email" },
        ["Account"] = new(StringComparer.Ordinal) { ["Name"] = "company" },
    };

    /// <summary>The object whose records are written.</summary>
    public string Object { get; init; } = "Lead";

    /// <summary>Its external id, which records are found by.</summary>
    public string ExternalIdField { get; init; } = "LeadScore_Id__c";

    /// <summary>What stands in that: <c>userId</c>, <c>email</c> or <c>accountId</c>.</summary>
    public string ExternalId { get; init; } = CrmKey.UserId;

    /// <summary>Which values go into which fields.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LeadScore_Total__c"] = "total",
        ["LeadScore_Fit__c"] = "fit",
        ["LeadScore_Behavior__c"] = "behavior",
        ["LeadScore_Band__c"] = "band",
        ["LeadScore_Fit_Tier__c"] = "fitTier",
        ["LeadScore_PQL__c"] = "pql",
        ["LeadScore_PQL_Since__c"] = "pqlSince",
        ["LeadScore_Reasons__c"] = "reasons",
        ["LeadScore_Play__c"] = "play",
        ["LeadScore_Crossed_At__c"] = "crossedAt",
    };

    /// <summary>What else goes into records that are made: what Salesforce asks for there. Records that exist keep theirs.</summary>
    public IReadOnlyDictionary<string, string>? NewRecordFields { get; init; }

    /// <summary>The version of Salesforce's API.</summary>
    public string ApiVersion { get; init; } = "66.0";

    internal string UpsertPath => $"/services/data/v{ApiVersion}/composite/sobjects/{Object}/{ExternalIdField}";

    internal string DescribePath => $"/services/data/v{ApiVersion}/sobjects/{Object}/describe";

    /// <summary>With what new records need, where that was left out and is known.</summary>
    public SalesforceSettings WithNewRecordFields() => NewRecordFields is not null ? this : this with { NewRecordFields = UsualNewRecordFields.GetValueOrDefault(Object) ?? [] };

    internal sealed class Rules : AbstractValidator<SalesforceSettings>
    {
        private const string NotAName = "{PropertyName} must be a name as Salesforce's API has it, such as Lead or LeadScore_Id__c.";

        public Rules()
        {
            RuleFor(settings => settings.Object).Must(IsName).WithMessage(NotAName);
            RuleFor(settings => settings.ExternalIdField).Must(IsName).WithMessage(NotAName);
            RuleFor(settings => settings.ExternalId).Must(CrmKey.All.Contains).WithMessage($"externalId must be one of {string.Join(", ", CrmKey.All)}.");
            RuleFor(settings => settings.Fields).Mapping(ApiName(), settings => settings.ExternalIdField);
            RuleFor(settings => settings.NewRecordFields).Mapping(ApiName(), settings => settings.ExternalIdField);
            RuleFor(settings => settings.ApiVersion).Must(version => version is not null && Version().IsMatch(version)).WithMessage("apiVersion must be a version such as 66.0.");
        }

        private static bool IsName(string? name) => name is not null && ApiName().IsMatch(name);
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,79}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiName();

    [GeneratedRegex(@"\A[1-9][0-9]{1,2}\.0\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}

/// <summary>What Salesforce knows us by: an app with the OAuth 2.0 client credentials flow.</summary>
internal sealed record SalesforceCredentials
{
    /// <summary>The app's consumer key.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The app's consumer secret.</summary>
    public string ClientSecret { get; init; } = "";

    internal sealed class Rules : AbstractValidator<SalesforceCredentials>
    {
        public Rules()
        {
            RuleFor(credentials => credentials.ClientId).Credential();
            RuleFor(credentials => credentials.ClientSecret).Credential();
        }
    }
}
