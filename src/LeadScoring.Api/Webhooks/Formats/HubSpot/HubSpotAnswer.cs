using System.Net;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.HubSpot;

/// <summary>What HubSpot's answers mean. Its errors are written for people, and any of their members may be missing.</summary>
internal static class HubSpotAnswer
{
    private const string MissingProperty = "Create the property in HubSpot, or leave it out of settings.properties.";

    /// <summary>Daily limits end at midnight where the account is: it is asked again each hour.</summary>
    private static readonly TimeSpan DailyPause = TimeSpan.FromHours(1);

    /// <summary>The other limits are of one and of ten seconds.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(10);

    /// <summary>Categories of errors of one contact that would come again. Any other may pass.</summary>
    private static readonly string[] ForGood = ["VALIDATION_ERROR", "CONFLICT", "OBJECT_NOT_FOUND"];

    /// <summary>What the answer to an upsert of one contact means.</summary>
    public static Verdict Judge(WebhookAnswer answer)
    {
        var error = CrmJson.Read<Error>(answer);
        var words = $"HubSpot answered {(int)answer.Status}{(error?.Category is { } category ? $" {category}" : "")}{(error?.Says is { Length: > 0 } says ? $": {says}" : ".")}";
        return answer.Status switch
        {
            HttpStatusCode.MultiStatus when error?.Errors is [var first, ..] => OfContact(first),
            HttpStatusCode.MultiStatus when error is not { NumErrors: > 0 } => Verdict.Arrived,
            HttpStatusCode.MultiStatus => new Verdict(words),
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => Verdict.Arrived,
            HttpStatusCode.TooManyRequests => new Verdict(words) { Status = answer.Status, AskedFor = answer.RetryAfter ?? (error?.PolicyName == "DAILY" ? DailyPause : ShortPause) },
            HttpStatusCode.Unauthorized => new Verdict($"{words} Give credentials.token anew."),
            HttpStatusCode.Forbidden => new Verdict($"{words} The token needs the scopes crm.objects.contacts.write and crm.schemas.contacts.read."),
            HttpStatusCode.BadRequest when error is { LacksProperty: true } => new Verdict($"{words} {MissingProperty}"),
            HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => new Verdict(words) { IsFinal = true },
            _ => new Verdict(words) { Status = answer.Status, AskedFor = answer.RetryAfter },
        };
    }

    /// <summary>What the answer to a question means: null when it was answered.</summary>
    public static Verdict? Problem(WebhookAnswer answer) => Judge(answer) is { HasArrived: false } problem ? problem : null;

    /// <summary>Some of the contacts of a request were not taken, and there is only this one.</summary>
    private static Verdict OfContact(Error error)
    {
        var words = $"HubSpot did not take the contact{(error.Category is { } category ? $": {category}" : "")}: {error.Says}";
        // A property that is not there fails every message, not only this one.
        return error.LacksProperty ? new Verdict($"{words} {MissingProperty}")
            : new Verdict(words) { IsFinal = ForGood.Contains(error.Category, StringComparer.Ordinal) };
    }

    private sealed record Error(string? Category, string? Message, string? Code, string? PolicyName, int? NumErrors, IReadOnlyList<Error>? Errors)
    {
        private const string Missing = "PROPERTY_DOESNT_EXIST";

        /// <summary>Whether a property is not there. The message ends with what is wrong as JSON; in there values of contacts have their quotes escaped.</summary>
        public bool LacksProperty =>
            Code == Missing || Message?.Contains($"\"error\":\"{Missing}\"", StringComparison.Ordinal) == true || Errors?.Any(each => each.LacksProperty) == true;

        /// <summary>The message, and what is said below it.</summary>
        public string Says => string.Join(' ', new[] { Message }.Concat(Errors?.Select(each => each.Message) ?? []).Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal));
    }
}
