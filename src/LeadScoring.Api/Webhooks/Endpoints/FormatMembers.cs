using System.Net;
using FluentValidation.Results;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Formats.Crm;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>The members of a request that mean something else in each format, read and checked.</summary>
/// <param name="Settings">As they are stored; null: they were not given, or have faults.</param>
/// <param name="Credentials">As they are encrypted; null: they were not given, or have faults.</param>
/// <param name="Faults">What cannot be meant.</param>
internal sealed record FormatMembers(string? Settings, byte[]? Credentials, List<ValidationFailure> Faults)
{
    /// <summary>Those of a new endpoint.</summary>
    public static FormatMembers Of(IWebhookFormat format, CreateWebhookEndpointRequest request)
    {
        if (format is not ICrmFormat crm)
        {
            return OfOthers(format, request.Settings is not null, request.Credentials is not null);
        }

        var faults = FaultsOf(crm, request.Url, request.Filters, request.NotifyAgainAfter);
        if (request.Credentials is null)
        {
            faults.Add(new ValidationFailure(CrmMembers.Credentials, "credentials is missing."));
        }

        return new FormatMembers(crm.ReadSettings(request.Settings, faults), request.Credentials is { } given ? crm.ReadCredentials(given, faults) : null, faults);
    }

    /// <summary>Those of a change.</summary>
    /// <param name="format">The endpoint's format.</param>
    /// <param name="request">The change.</param>
    /// <param name="url">The endpoint's address as it is.</param>
    public static FormatMembers Of(IWebhookFormat format, ChangeWebhookEndpointRequest request, string url)
    {
        if (format is not ICrmFormat crm)
        {
            return OfOthers(format, request.Gives(CrmMembers.Settings), request.Gives(CrmMembers.Credentials));
        }

        var faults = FaultsOf(crm, request.Url, request.Filters, request.NotifyAgainAfter);
        if (request.Gives(CrmMembers.Credentials) && request.Credentials is null)
        {
            faults.Add(new ValidationFailure(CrmMembers.Credentials, "credentials cannot be cleared; disable or delete the endpoint instead."));
        }

        // Who may change endpoints must not come to know their credentials by having them sent to an address of their own.
        if (request.Url is { } other && other != url && request.Credentials is null)
        {
            faults.Add(new ValidationFailure(CrmMembers.Credentials, "credentials must be given again with another url, since they are sent there."));
        }

        return new FormatMembers(
            request.Gives(CrmMembers.Settings) ? crm.ReadSettings(request.Settings, faults) : null, request.Credentials is { } given ? crm.ReadCredentials(given, faults) : null, faults);
    }

    private static FormatMembers OfOthers(IWebhookFormat format, bool hasSettings, bool hasCredentials)
    {
        List<ValidationFailure> faults = [];
        foreach (var (member, isGiven) in new[] { (CrmMembers.Settings, hasSettings), (CrmMembers.Credentials, hasCredentials) })
        {
            if (isGiven)
            {
                faults.Add(new ValidationFailure(member, $"{member} is for the formats of CRMs: the format {format.Name} takes none."));
            }
        }

        return new FormatMembers(null, null, faults);
    }

    /// <summary>What must not be, since a CRM keeps the latest state of each lead, and is sent credentials.</summary>
    private static List<ValidationFailure> FaultsOf(ICrmFormat format, string? url, WebhookFilters? filters, string? notifyAgainAfter)
    {
        List<ValidationFailure> faults = [];
        if (url is not null && Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            if (address.PathAndQuery != "/")
            {
                faults.Add(new ValidationFailure("url", $"url must be no more than the host, such as {format.UsualUrl ?? "https://acme.my.salesforce.com"}."));
            }

            // To try things out on a machine of one's own.
            if (address.Scheme == Uri.UriSchemeHttp && !IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out _))
            {
                faults.Add(new ValidationFailure("url", "url must begin with https://, since credentials are sent there; http is taken for an address in figures only."));
            }
        }

        if (filters?.Models is { Count: > 1 })
        {
            faults.Add(new ValidationFailure("filters.models", "filters.models must name one model: in a CRM the numbers of several would overwrite each other. Make an endpoint for each, with fields of its own."));
        }

        if (notifyAgainAfter is not null)
        {
            faults.Add(new ValidationFailure("notifyAgainAfter", $"notifyAgainAfter is not for the format {format.Name}: what is not told would leave an old state in the CRM."));
        }

        return faults;
    }
}
