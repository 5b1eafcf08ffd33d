using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.Crm;

/// <summary>How CRMs are written to and read from.</summary>
internal static class CrmJson
{
    /// <summary>Bytes that the description of all fields of a record may have: a few hundred, each with what can be chosen.</summary>
    public const int MostDescribed = 8 * 1024 * 1024;

    /// <summary>A body of a request.</summary>
    public static HttpContent Body(object body) =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName) } };

    /// <summary>What was answered; null when it is something else.</summary>
    public static T? Read<T>(WebhookAnswer answer)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A moment as ISO 8601 in UTC, to the millisecond: all that CRMs keep.</summary>
    public static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
