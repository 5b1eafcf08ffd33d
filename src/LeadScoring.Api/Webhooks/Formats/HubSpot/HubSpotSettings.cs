using System.Text.RegularExpressions;
using FluentValidation;
using LeadScoring.Api.Webhooks.Formats.Crm;

namespace LeadScoring.Api.Webhooks.Formats.HubSpot;

/// <summary>What goes where in HubSpot.</summary>
internal sealed partial record HubSpotSettings
{
    /// <summary>Where HubSpot's API is; accounts whose data is kept elsewhere, too, are reached by it.</summary>
    public const string UsualUrl = "https://api.hubapi.com";

    /// <summary>The property that contacts are found by.</summary>
    public const string IdProperty = "email";

    private const string Numbered = "v3";

    /// <summary>Which values go into which properties of contacts, beside the address.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["leadscore_total"] = "total",
        ["leadscore_fit"] = "fit",
        ["leadscore_behavior"] = "behavior",
        ["leadscore_band"] = "band",
        ["leadscore_fit_tier"] = "fitTier",
        ["leadscore_pql"] = "pql",
        ["leadscore_pql_since"] = "pqlSince",
        ["leadscore_reasons"] = "reasons",
        ["leadscore_play"] = "play",
        ["leadscore_crossed_at"] = "crossedAt",
    };

    /// <summary>The version of HubSpot's API: <c>v3</c>, or one by date, such as <c>2026-03</c>.</summary>
    public string ApiVersion { get; init; } = Numbered;

    /// <summary>Where the contacts are written.</summary>
    internal string UpsertPath => ApiVersion == Numbered ? "/crm/v3/objects/contacts/batch/upsert" : $"/crm/objects/{ApiVersion}/contacts/batch/upsert";

    /// <summary>Where the properties of contacts are described.</summary>
    internal string PropertiesPath => ApiVersion == Numbered ? "/crm/v3/properties/contacts" : $"/crm/properties/{ApiVersion}/contacts";

    /// <summary>Where the account says which it is.</summary>
    internal string AccountPath => $"/account-info/{ApiVersion}/details";

    internal sealed class Rules : AbstractValidator<HubSpotSettings>
    {
        public Rules()
        {
            RuleFor(settings => settings.Properties).Mapping(PropertyName(), _ => IdProperty);
            RuleFor(settings => settings.ApiVersion).Must(version => version is not null && Version().IsMatch(version)).WithMessage("apiVersion must be v3, or a version by date such as 2026-03.");
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,99}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PropertyName();

    [GeneratedRegex(@"\A(v3|20[0-9]{2}-[01][0-9])\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}

/// <summary>What HubSpot knows us by.</summary>
internal sealed record HubSpotCredentials
{
    /// <summary>The access token of a private app, or a service key.</summary>
    public string Token { get; init; } = "";

    internal sealed class Rules : AbstractValidator<HubSpotCredentials>
    {
        public Rules() => RuleFor(credentials => credentials.Token).Credential();
    }
}
