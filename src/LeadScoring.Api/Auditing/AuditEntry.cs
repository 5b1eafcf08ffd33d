namespace LeadScoring.Api.Auditing;

/// <summary>Something that somebody changed by hand, or a person's data that was handed out. Never rewritten.</summary>
public sealed class AuditEntry
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The key with which it was done; null: without one.</summary>
    public string? KeyId { get; init; }

    /// <summary>The name of the key; <c>development</c> for the developer's own machine, <c>service</c> for the service itself.</summary>
    public required string By { get; init; }

    /// <summary>What was done: see <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: an id or a key; of a person only a keyed hash of the id.</summary>
    public required string Subject { get; init; }

    /// <summary>What matters of it, as JSON: no secrets, and nothing of a person.</summary>
    public required string Details { get; init; }
}
