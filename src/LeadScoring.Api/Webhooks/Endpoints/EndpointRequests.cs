using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Who is to be told of what.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class CreateWebhookEndpointRequest
{
    internal const string Example =
        """
        {
          "url": "https://hooks.acme.example/leadscoring",
          "format": "standard",
          "description": "Tells the sales team's inbox",
          "filters": { "kinds": ["pql_gained", "spike"], "bands": ["hot", "on_fire"] },
          "notifyAgainAfter": "P1D"
        }
        """;

    internal const string HubSpotExample =
        """
        {
          "format": "hubspot",
          "description": "Scores of contacts",
          "credentials": { "token": "pat-na1-00000000-0000-0000-0000-000000000000" }
        }
        """;

    internal const string SalesforceExample =
        """
        {
          "url": "https://acme.my.salesforce.com",
          "format": "salesforce",
          "settings": { "object": "Contact", "externalIdField": "Product_User__c", "fields": { "Score__c": "total", "Is_PQL__c": "pql", "Why__c": "reasons" } },
          "credentials": { "clientId": "3MVG9example", "clientSecret": "5F3example" }
        }
        """;

    /// <summary>
    /// Where messages go: https or http, without a name and password, at most 2,048 characters. For <c>salesforce</c> the org's My
    /// Domain; for <c>hubspot</c> it can be left out.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>What messages look like: <c>standard</c> (Standard Webhooks), <c>slack</c> (Block Kit), <c>hubspot</c> or <c>salesforce</c> (records of those). Left out: <c>standard</c>.</summary>
    public string? Format { get; init; }

    /// <summary>For <c>hubspot</c> and <c>salesforce</c>: what goes where, see docs/webhooks.md. Left out: the usual fields.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>For <c>hubspot</c> <c>{"token"}</c>, for <c>salesforce</c> <c>{"clientId", "clientSecret"}</c>: encrypted, and never shown again.</summary>
    public JsonElement? Credentials { get; init; }

    /// <summary>What it is for, at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Which crossings it is told. Left out: all under the primary model.</summary>
    public WebhookFilters? Filters { get; init; }

    /// <summary>How long the same news about the same lead is not told again, as a duration of ISO 8601 from a minute to 30 days, such as <c>PT4H</c>. Left out: news always is told, and a spike alert once a day. Not for <c>hubspot</c> and <c>salesforce</c>.</summary>
    public string? NotifyAgainAfter { get; init; }
}

/// <summary>What is to be changed of an endpoint. Members that are left out stay as they are; null clears one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class ChangeWebhookEndpointRequest : AttributesRequest
{
    internal const string Example = """{ "filters": { "kinds": ["pql_gained"] }, "notifyAgainAfter": null }""";

    /// <summary>Where messages go, those that wait already included.</summary>
    public string? Url { get => Get<string>("url"); set => Set("url", value); }

    /// <summary>What it is for, at most 500 characters.</summary>
    public string? Description { get => Get<string>("description"); set => Set("description", value); }

    /// <summary>Which crossings it is told from now on; all four lists at once.</summary>
    public WebhookFilters? Filters { get => Get<WebhookFilters>("filters"); set => Set("filters", value); }

    /// <summary>What goes where in a CRM, all of it at once; null: the usual fields.</summary>
    public JsonElement? Settings { get => Get<JsonElement?>("settings"); set => Set("settings", value); }

    /// <summary>What the CRM knows us by, all of it at once.</summary>
    public JsonElement? Credentials { get => Get<JsonElement?>("credentials"); set => Set("credentials", value); }

    /// <summary>How long the same news about the same lead is not told again.</summary>
    public string? NotifyAgainAfter { get => Get<string>("notifyAgainAfter"); set => Set("notifyAgainAfter", value); }
}

internal sealed class CreateWebhookEndpointRequestValidator : AbstractValidator<CreateWebhookEndpointRequest>
{
    public CreateWebhookEndpointRequestValidator(AddressPolicy policy, WebhookFormats formats)
    {
        RuleFor(request => request.Url).Must((request, url) => url is not null || formats.Find(request.Format ?? WebhookFormat.Standard) is null or ICrmFormat { UsualUrl: not null }).WithMessage("url is missing.").WebhookUrl(policy);
        RuleFor(request => request.Format).Must(format => format is null || formats.Find(format) is not null)
            .WithMessage($"format must be one of {string.Join(", ", formats.Names)}.");
        RuleFor(request => request.Description).Storable(EndpointRules.MostDescription);
        RuleFor(request => request.Filters).Filters();
        RuleFor(request => request.NotifyAgainAfter).QuietTime();
        RuleFor(request => request).Custom((request, context) =>
        {
            if (formats.Find(request.Format ?? WebhookFormat.Standard) is { } format)
            {
                FormatMembers.Of(format, request).Faults.ForEach(context.AddFailure);
            }
        });
    }
}

internal sealed class ChangeWebhookEndpointRequestValidator : AbstractValidator<ChangeWebhookEndpointRequest>
{
    public ChangeWebhookEndpointRequestValidator(AddressPolicy policy)
    {
        RuleFor(request => request.IsEmpty).Equal(false).OverridePropertyName("body").WithMessage("The body changes nothing.");
        RuleFor(request => request.Url).Must((request, url) => url is not null || !request.Gives("url")).WithMessage("url cannot be cleared; delete the endpoint instead.").WebhookUrl(policy);
        RuleFor(request => request.Description).Storable(EndpointRules.MostDescription);
        RuleFor(request => request.Filters).Filters();
        RuleFor(request => request.NotifyAgainAfter).QuietTime();
    }
}
