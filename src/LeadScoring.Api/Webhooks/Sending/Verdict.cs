using System.Net;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>What an attempt came to.</summary>
/// <param name="Error">What went wrong, for people; null: the message arrived.</param>
internal sealed record Verdict(string? Error)
{
    /// <summary>The message arrived.</summary>
    public static readonly Verdict Arrived = new((string?)null);

    /// <summary>Whether the message arrived.</summary>
    public bool HasArrived => Error is null;

    /// <summary>Whether the endpoint said that it does not exist any more, and wants no more messages.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether another attempt would fare no better: the message itself is refused.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether nothing was sent, since the message is none for this endpoint: that says nothing about the endpoint.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>What a test found, for people; null: what was answered says enough.</summary>
    public string? Finding { get; init; }

    /// <summary>The status of the answer, as far as it bears on the next attempt.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the receiver asked to be left alone; null: it did not.</summary>
    public TimeSpan? AskedFor { get; init; }

    /// <summary>The message is not sent.</summary>
    /// <param name="reason">Why, for people.</param>
    public static Verdict Skipped(string reason) => new(reason) { IsSkipped = true };

    /// <summary>By the status alone: 2xx is success, everything else is none; 410 says that the endpoint is gone.</summary>
    public static Verdict ByStatus(WebhookAnswer answer) =>
        (int)answer.Status is >= 200 and < 300
            ? Arrived
            : new Verdict($"It answered {(int)answer.Status}.") { IsGone = answer.Status == HttpStatusCode.Gone, Status = answer.Status, AskedFor = answer.RetryAfter };
}

/// <summary>What a receiver answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="RetryAfter">How long it asked to be left alone.</param>
/// <param name="Body">How the body begins: of an answer to a message at most 16 kB are read.</param>
/// <param name="IsWhole">Whether that is all of the body.</param>
internal sealed record WebhookAnswer(HttpStatusCode Status, TimeSpan? RetryAfter, string Body, bool IsWhole);
