using System.Net;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.Salesforce;

/// <summary>What Salesforce's answers mean.</summary>
internal static class SalesforceAnswer
{
    private const string CheckFields = "Check settings.fields, and which fields the user the app runs as may edit.";
    private const string LimitExceeded = "REQUEST_LIMIT_EXCEEDED";

    /// <summary>The limit of a day counts the last 24 hours, so that some is free again before long.</summary>
    private static readonly TimeSpan DailyPause = TimeSpan.FromHours(1);

    private static readonly TimeSpan ShortPause = TimeSpan.FromMinutes(1);

    /// <summary>What may be gone at the next attempt.</summary>
    private static readonly string[] Passing = ["UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT", "REQUEST_RUNNING_TOO_LONG", "UNKNOWN_EXCEPTION", "STORAGE_LIMIT_EXCEEDED", LimitExceeded];

    /// <summary>What every message would meet: fields or objects that are not there, or not open to the user that the app runs as.</summary>
    private static readonly string[] OfEndpoint = ["INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_TYPE", "NOT_FOUND", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "INSUFFICIENT_ACCESS"];

    /// <summary>What the answer to an upsert of one record means.</summary>
    public static Verdict Judge(WebhookAnswer answer)
    {
        if (answer.Status == HttpStatusCode.OK)
        {
            return CrmJson.Read<Result[]>(answer) is [var result] ? OfRecord(answer, result) : new Verdict("This is not how Salesforce answers: is the address the org's My Domain?");
        }

        var error = CrmJson.Read<Error[]>(answer) is [var first, ..] ? first : null;
        var words = $"Salesforce answered {(int)answer.Status}{Words(error)}";
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => new Verdict($"{words} Check that the user the app runs as may use the API."),
            HttpStatusCode.Forbidden when error?.Code == LimitExceeded => Limited(answer, error, words),
            HttpStatusCode.Forbidden => new Verdict($"{words} Check what the user the app runs as may do."),
            HttpStatusCode.NotFound => new Verdict($"{words} Check settings.object and settings.externalIdField."),
            HttpStatusCode.BadRequest when OfEndpoint.Contains(error?.Code, StringComparer.Ordinal) => new Verdict($"{words} {CheckFields}"),
            HttpStatusCode.BadRequest when !Passing.Contains(error?.Code, StringComparer.Ordinal) => new Verdict(words) { IsFinal = true },
            _ => new Verdict(words) { Status = answer.Status, AskedFor = answer.RetryAfter },
        };
    }

    /// <summary>Whether there was no such record, and making one needs more than was given.</summary>
    public static bool NeedsMore(WebhookAnswer answer) =>
        answer.Status == HttpStatusCode.OK && CrmJson.Read<Result[]>(answer) is [{ Success: false, Errors: [{ Code: "REQUIRED_FIELD_MISSING" }, ..] }];

    private static Verdict OfRecord(WebhookAnswer answer, Result result)
    {
        if (result.Success)
        {
            return Verdict.Arrived;
        }

        var error = result.Errors is [var first, ..] ? first : null;
        var words = $"Salesforce did not take the record{Words(error)}";
        return error?.Code == LimitExceeded ? Limited(answer, error, words)
            : OfEndpoint.Contains(error?.Code, StringComparer.Ordinal) ? new Verdict($"{words} {CheckFields}")
            // A trigger of the org that fails says why it did only in words.
            : Passing.Contains(error?.Code, StringComparer.Ordinal) || error?.Message?.Contains("UNABLE_TO_LOCK_ROW", StringComparison.Ordinal) == true ? new Verdict(words)
            : new Verdict(words) { IsFinal = true };
    }

    private static Verdict Limited(WebhookAnswer answer, Error error, string words) => new(words)
    {
        Status = HttpStatusCode.TooManyRequests,
        AskedFor = answer.RetryAfter ?? (error.Message?.StartsWith("Concurrent", StringComparison.OrdinalIgnoreCase) == true ? ShortPause : DailyPause),
    };

    private static string Words(Error? error) => error is null ? "." : $" {error.Code}: {error.Message}{(error.Fields is { Count: > 0 } fields ? $" ({string.Join(", ", fields)})" : "")}";

    private sealed record Result(bool Success, IReadOnlyList<Error>? Errors);

    /// <summary>Of records the code is named statusCode, elsewhere errorCode.</summary>
    private sealed record Error(string? Message, string? StatusCode, string? ErrorCode, IReadOnlyList<string>? Fields)
    {
        public string? Code => StatusCode ?? ErrorCode;
    }
}
