namespace LeadScoring.Api.Models;

/// <summary>A published version of a scoring model; never rewritten.</summary>
public sealed class PublishedModel
{
    /// <summary>The model's key.</summary>
    public required string Key { get; init; }

    /// <summary>1 and up.</summary>
    public int Version { get; init; }

    /// <summary>The JSON document, as it was given.</summary>
    public required string Document { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt { get; init; }
}

/// <summary>A document that is still being written; not in force, and rewritten as often as one likes.</summary>
public sealed class ModelDraft
{
    /// <summary>The model's key: one draft at most each.</summary>
    public required string Key { get; init; }

    /// <summary>The JSON document, as it was given. It may have faults.</summary>
    public required string Document { get; set; }

    /// <summary>1 and up; raised with each change.</summary>
    public int Revision { get; set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Who changed it last, as they said; null: they did not say.</summary>
    public string? By { get; set; }
}

/// <summary>
/// A change of which models are in force; the rows are the history. What is in force after a number is, of each model, what its last row
/// up to that number says, those that were called off aside. At most one row waits: that with the highest number.
/// </summary>
public sealed class ModelActivation
{
    /// <summary>1 and up, without gaps.</summary>
    public int Number { get; init; }

    /// <summary>The model's key.</summary>
    public required string ModelKey { get; init; }

    /// <summary>The model's version that comes into force; null: the model is in force no more.</summary>
    public int? Version { get; init; }

    /// <summary>Whether the model is the primary one from then on, in place of the one before.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>What was done: see <see cref="ModelAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Which of the crossings that this makes are to be told: see <see cref="ModelNotify"/>.</summary>
    public required string Notify { get; init; }

    /// <summary>Who did it, as they said; null: they did not say.</summary>
    public string? By { get; init; }

    /// <summary>Why, as they said; null: they did not say.</summary>
    public string? Why { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>From when on it is in force, or when it was called off; null: it waits until every digest holds its signals.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }

    /// <summary>Whether it is or was in force: it does not wait, and was not called off while it did.</summary>
    public bool TookEffect => ActivatedAt is not null && Action != ModelAction.CalledOff;

    /// <summary>While it waits: the bucket of the last lead whose digest was looked at.</summary>
    public short BackfillBucket { get; set; }

    /// <summary>While it waits: that lead; empty for none yet.</summary>
    public string BackfillLead { get; set; } = "";

    /// <summary>How many leads have been looked at.</summary>
    public long Backfilled { get; set; }
}

/// <summary>What can be done about a model.</summary>
internal static class ModelAction
{
    public const string Published = "published";

    /// <summary>Published by <c>Scoring:ModelFile</c>, in place of the primary model.</summary>
    public const string Configured = "configured";

    /// <summary>An older version was put into force again.</summary>
    public const string Reverted = "reverted";

    /// <summary>The model was made the primary one, at the version it had.</summary>
    public const string MadePrimary = "made_primary";

    public const string Withdrawn = "withdrawn";

    /// <summary>A version was to be put into force, and somebody thought better of it while it waited.</summary>
    public const string CalledOff = "called_off";
}

/// <summary>Which of the crossings that a model change makes are told to others.</summary>
internal static class ModelNotify
{
    public const string All = "all";
    public const string None = "none";

    /// <summary>Only leads and accounts that become PQLs.</summary>
    public const string Gained = "gained";
}

/// <summary>A signal with the small id under which digests store it.</summary>
public sealed class StoredSignal
{
    /// <summary>1 and up; never used again for anything else.</summary>
    public short Id { get; init; }

    /// <summary>The canonical definition, which tells signals apart.</summary>
    public required string Definition { get; init; }

    /// <summary>The signal generation it came with: digests of older generations do not have it.</summary>
    public int Generation { get; init; }
}
