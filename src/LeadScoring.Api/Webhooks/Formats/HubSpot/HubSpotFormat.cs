using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using FluentValidation.Results;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.HubSpot;

/// <summary>Writes what a lead came to into the properties of a HubSpot contact, found or made by its email address.</summary>
internal sealed class HubSpotFormat(SecretBox secrets) : ICrmFormat
{
    public string Name => WebhookFormat.HubSpot;

    public bool KeepsLatest => true;

    public string? UsualUrl => HubSpotSettings.UsualUrl;

    /// <summary>Contacts are people.</summary>
    public bool Takes(string settings, bool isAccount) => !isAccount;

    public string? ReadSettings(JsonElement? given, List<ValidationFailure> faults) =>
        (given is { } element ? CrmMembers.Read(element, CrmMembers.Settings, new HubSpotSettings.Rules(), faults) : new HubSpotSettings()) is { } settings ? CrmMembers.Write(settings) : null;

    public byte[]? ReadCredentials(JsonElement given, List<ValidationFailure> faults) =>
        CrmMembers.Read(given, CrmMembers.Credentials, new HubSpotCredentials.Rules(), faults) is { } credentials ? JsonSerializer.SerializeToUtf8Bytes(credentials, JsonSerializerOptions.Web) : null;

    public async Task<Verdict> SendAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var (settings, data) = (CrmMembers.Read<HubSpotSettings>(target.Settings), WebhookPayload.Read(message.Payload).Data);
        var (email, whyNot) = CrmKey.Of(data, CrmKey.Email);
        if (email is null)
        {
            return Verdict.Skipped(whyNot!);
        }

        var properties = CrmValue.Read(settings.Properties, data).ToDictionary(each => each.Field, each => TextOf(each.Value), StringComparer.Ordinal);
        properties[HubSpotSettings.IdProperty] = email;
        var request = RequestTo(target, exchange, HttpMethod.Post, settings.UpsertPath);
        request.Content = CrmJson.Body(new { inputs = new[] { new { idProperty = HubSpotSettings.IdProperty, id = email, properties } } });
        return HubSpotAnswer.Judge(await exchange.SendAsync(request));
    }

    /// <summary>Asks which account the token belongs to and which properties there are: no contact is written.</summary>
    public async Task<Verdict> TestAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var settings = CrmMembers.Read<HubSpotSettings>(target.Settings);
        var account = await exchange.SendAsync(RequestTo(target, exchange, HttpMethod.Get, settings.AccountPath));
        if (HubSpotAnswer.Problem(account) is { } problem)
        {
            return problem;
        }

        var properties = await exchange.SendAsync(RequestTo(target, exchange, HttpMethod.Get, settings.PropertiesPath), CrmJson.MostDescribed);
        return HubSpotAnswer.Problem(properties) ?? HubSpotCheck.Of(settings, account, properties);
    }

    private HttpRequestMessage RequestTo(WebhookTarget target, WebhookExchange exchange, HttpMethod method, string path)
    {
        var token = CrmMembers.Read<HubSpotCredentials>(secrets.Open(target.Credentials!, target.Id, ICrmFormat.CredentialsPurpose)).Token;
        exchange.Hide(token);
        return new HttpRequestMessage(method, new Uri(new Uri(target.Url), path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    /// <summary>HubSpot takes texts for properties of all types. An empty one clears the property.</summary>
    private static string TextOf(object? value) => value switch
    {
        null => "",
        decimal number => number.ToString("0.##", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        DateTimeOffset moment => CrmJson.Time(moment),
        _ => (string)value,
    };
}
