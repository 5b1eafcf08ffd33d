namespace LeadScoring.Api.Keys;

/// <summary>What a key may do. Each route needs one of them, and none implies another. They are stored, so their names never change.</summary>
internal static class Scopes
{
    /// <summary>Sending events and attributes. Such a key may be public, as those in browsers are: it reads nothing.</summary>
    public const string Ingest = "ingest";

    /// <summary>Reading leads, accounts, their scores and what changed.</summary>
    public const string LeadsRead = "leads:read";

    /// <summary>What counts: models and their trials, signals, the tracking plan, and what it keeps out.</summary>
    public const string ModelsManage = "models:manage";

    /// <summary>Who is told of crossings.</summary>
    public const string WebhooksManage = "webhooks:manage";

    /// <summary>What is decided about one person by hand.</summary>
    public const string Privacy = "privacy";

    /// <summary>Making and revoking keys.</summary>
    public const string KeysManage = "keys:manage";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> All = [Ingest, LeadsRead, ModelsManage, WebhooksManage, Privacy, KeysManage];
}
