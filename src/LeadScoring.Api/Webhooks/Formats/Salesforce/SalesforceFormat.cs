using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FluentValidation.Results;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.Salesforce;

/// <summary>
/// Writes what a lead or account came to into a record of Salesforce, found or made by an external id. As a collection of one: so the
/// id stands in the body, where an address needs no escaping and is in nobody's log of requests, and errors have one form.
/// </summary>
internal sealed class SalesforceFormat(SalesforceTokens tokens) : ICrmFormat
{
    public string Name => WebhookFormat.Salesforce;

    public bool KeepsLatest => true;

    public string? UsualUrl => null;

    public bool Takes(string settings, bool isAccount) => isAccount == (CrmMembers.Read<SalesforceSettings>(settings).ExternalId == CrmKey.AccountId);

    public string? ReadSettings(JsonElement? given, List<ValidationFailure> faults) =>
        (given is { } element ? CrmMembers.Read(element, CrmMembers.Settings, new SalesforceSettings.Rules(), faults) : new SalesforceSettings()) is { } settings ? CrmMembers.Write(settings.WithNewRecordFields()) : null;

    public byte[]? ReadCredentials(JsonElement given, List<ValidationFailure> faults) =>
        CrmMembers.Read(given, CrmMembers.Credentials, new SalesforceCredentials.Rules(), faults) is { } credentials ? JsonSerializer.SerializeToUtf8Bytes(credentials, JsonSerializerOptions.Web) : null;

    public async Task<Verdict> SendAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var (settings, data) = (CrmMembers.Read<SalesforceSettings>(target.Settings), WebhookPayload.Read(message.Payload).Data);
        var (key, whyNot) = CrmKey.Of(data, settings.ExternalId);
        if (key is null)
        {
            return Verdict.Skipped(whyNot!);
        }

        var record = RecordOf(settings, key, data);
        var (answer, problem) = await SendAsync(target, exchange, () => Upsert(settings, record));
        if (answer is not null && SalesforceAnswer.NeedsMore(answer) && settings.NewRecordFields is { Count: > 0 } more)
        {
            // There is no such record yet. What exists keeps its name and company, whoever wrote them there.
            Write(more, data, record);
            (answer, problem) = await SendAsync(target, exchange, () => Upsert(settings, record));
        }

        return problem ?? SalesforceAnswer.Judge(answer!);
    }

    /// <summary>Asks how the object is made: no record is written.</summary>
    public async Task<Verdict> TestAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var settings = CrmMembers.Read<SalesforceSettings>(target.Settings);
        var (answer, problem) = await SendAsync(target, exchange, () => new HttpRequestMessage(HttpMethod.Get, settings.DescribePath), CrmJson.MostDescribed);
        return problem ?? (answer!.Status == HttpStatusCode.OK ? SalesforceCheck.Of(settings, answer) : SalesforceAnswer.Judge(answer));
    }

    /// <summary>Sends a request with a token, and once more with a fresh one where that is taken no more.</summary>
    private async Task<(WebhookAnswer? Answer, Verdict? Problem)> SendAsync(WebhookTarget target, WebhookExchange exchange, Func<HttpRequestMessage> make, int most = WebhookExchange.MostRead)
    {
        var (token, problem) = await tokens.GetAsync(target, exchange, refused: null);
        if (token is null)
        {
            return (null, problem);
        }

        var answer = await exchange.SendAsync(Authorized(make(), target, token), most);
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            return (answer, null);
        }

        var (fresh, noFresh) = await tokens.GetAsync(target, exchange, refused: token);
        return fresh is null ? (null, noFresh) : (await exchange.SendAsync(Authorized(make(), target, fresh), most), null);
    }

    private static HttpRequestMessage Authorized(HttpRequestMessage request, WebhookTarget target, string token)
    {
        request.RequestUri = new Uri(new Uri(target.Url), request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static HttpRequestMessage Upsert(SalesforceSettings settings, Dictionary<string, object?> record) =>
        new(HttpMethod.Patch, settings.UpsertPath) { Content = CrmJson.Body(new { allOrNone = false, records = new[] { record } }) };

    private static Dictionary<string, object?> RecordOf(SalesforceSettings settings, string key, WebhookData data)
    {
        var record = new Dictionary<string, object?>(StringComparer.Ordinal) { ["attributes"] = new { type = settings.Object }, [settings.ExternalIdField] = key };
        Write(settings.Fields, data, record);
        return record;
    }

    private static void Write(IReadOnlyDictionary<string, string> fields, WebhookData data, Dictionary<string, object?> record)
    {
        foreach (var (field, _, value) in CrmValue.Read(fields, data))
        {
            record[field] = value is DateTimeOffset moment ? CrmJson.Time(moment) : value;
        }
    }
}
