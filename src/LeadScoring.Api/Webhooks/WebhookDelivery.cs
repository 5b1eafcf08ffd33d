namespace LeadScoring.Api.Webhooks;

/// <summary>A message to one endpoint about one transition.</summary>
public sealed class WebhookDelivery
{
    /// <summary>The ids of all people that a message names; the database works them out, so that whoever is erased is found in messages about others.</summary>
    internal const string PeopleInPayload =
        """
        jsonb_path_query_array(payload::jsonb, '$.data.lead.id') || jsonb_path_query_array(payload::jsonb, '$.data.lead.otherIds[*]')
        || jsonb_path_query_array(payload::jsonb, '$.data.account.*.id') || jsonb_path_query_array(payload::jsonb, '$.data.mergedInto')
        || jsonb_path_query_array(payload::jsonb, '$.data.events[*].sentAs')
        """;

    /// <summary>The bucket of the lead or the account.</summary>
    public short Bucket { get; init; }

    /// <summary>The message's id, the same at every attempt.</summary>
    public Guid Id { get; init; }

    /// <summary>To whom.</summary>
    public Guid EndpointId { get; init; }

    /// <summary>The lead, or the account as transitions name it.</summary>
    public required string LeadId { get; init; }

    /// <summary>The number of the transition in the lead's sequence; 0 for a test.</summary>
    public int Sequence { get; init; }

    /// <summary>The kind of the transition; of a spike with the alert's key, as <c>spike:KEY</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Key of the scoring model; of a test that of the primary one.</summary>
    public required string ModelKey { get; init; }

    /// <summary>The message as it is sent, as JSON; made once.</summary>
    public required string Payload { get; init; }

    /// <summary>The people that it names, as <c>ID</c> or <c>anon:ID</c>: a list in JSON that the database makes of the payload.</summary>
    public string People { get; private set; } = "[]";

    /// <summary>See <see cref="DeliveryState"/>.</summary>
    public required string State { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is to be tried next, or until when somebody is trying it; null: it is over.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Who is trying it; null: nobody.</summary>
    public Guid? LeaseId { get; set; }

    /// <summary>Since when it is tried: since it was made, or replayed last.</summary>
    public DateTimeOffset BegunAt { get; set; }

    /// <summary>How many attempts there were since then.</summary>
    public int Step { get; set; }

    /// <summary>How many attempts there were in all.</summary>
    public int Attempts { get; set; }

    /// <summary>When it arrived; null: it has not.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }
}

/// <summary>What messages are about, beside the kinds of transitions.</summary>
internal static class DeliveryKind
{
    /// <summary>No crossing: somebody tries an endpoint out.</summary>
    public const string Test = "test";
}

/// <summary>How far a message is.</summary>
internal static class DeliveryState
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";

    /// <summary>It was tried as often as the schedule says, the endpoint said that it is gone, or the message is refused for what it says.</summary>
    public const string Failed = "failed";

    /// <summary>The same was told a short time ago.</summary>
    public const string Damped = "damped";

    /// <summary>It is none for its endpoint: about an account where people are kept, or about somebody without the id that the endpoint finds people by.</summary>
    public const string Skipped = "skipped";

    /// <summary>A later one about the same lead or account was handed over to somebody who keeps the latest state.</summary>
    public const string Superseded = "superseded";

    public static readonly IReadOnlyList<string> All = [Waiting, Delivered, Failed, Damped, Skipped, Superseded];
}

/// <summary>One attempt to deliver a message.</summary>
public sealed class WebhookAttempt
{
    /// <summary>The bucket of the message.</summary>
    public short Bucket { get; init; }

    /// <summary>The message.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>1 and up.</summary>
    public int Number { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public int Milliseconds { get; init; }

    /// <summary>The status of the answer; null: there was none.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>How the answer began; null: there was none.</summary>
    public string? Response { get; init; }
}

/// <summary>Up to where transitions have been made into messages: a place in the feed of changes.</summary>
public sealed class WebhookProgress
{
    /// <summary>1: there is one row.</summary>
    public int Id { get; init; }

    /// <summary>The position.</summary>
    public long Position { get; set; }

    /// <summary>The bucket at that position.</summary>
    public short Bucket { get; set; }

    /// <summary>The lead at that position; empty: before all.</summary>
    public string LeadId { get; set; } = "";

    /// <summary>The number of the transition in the lead's sequence.</summary>
    public int Sequence { get; set; }
}
