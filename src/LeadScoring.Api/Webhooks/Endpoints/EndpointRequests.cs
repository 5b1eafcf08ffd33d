using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;
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

    /// <summary>Where messages go: https or http, without a name and password, at most 2,048 characters.</summary>
    public string? Url { get; init; }

    /// <summary>What messages look like: <c>standard</c> (Standard Webhooks) or <c>slack</c> (Block Kit). Left out: <c>standard</c>.</summary>
    public string? Format { get; init; }

    /// <summary>What it is for, at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Which crossings it is told. Left out: all under the primary model.</summary>
    public WebhookFilters? Filters { get; init; }

    /// <summary>How long the same news about the same lead is not told again, as a duration of ISO 8601 from a minute to 30 days, such as <c>PT4H</c>. Left out: news always is told, and a spike alert once a day.</summary>
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

    /// <summary>How long the same news about the same lead is not told again.</summary>
    public string? NotifyAgainAfter { get => Get<string>("notifyAgainAfter"); set => Set("notifyAgainAfter", value); }
}

internal sealed class CreateWebhookEndpointRequestValidator : AbstractValidator<CreateWebhookEndpointRequest>
{
    public CreateWebhookEndpointRequestValidator(AddressPolicy policy, WebhookSender sender)
    {
        RuleFor(request => request.Url).NotNull().WithMessage("url is missing.").WebhookUrl(policy);
        RuleFor(request => request.Format).Must(format => format is null || sender.Formats.Contains(format, StringComparer.Ordinal))
            .WithMessage($"format must be one of {string.Join(", ", sender.Formats)}.");
        RuleFor(request => request.Description).Storable(EndpointRules.MostDescription);
        RuleFor(request => request.Filters).Filters();
        RuleFor(request => request.NotifyAgainAfter).QuietTime();
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
