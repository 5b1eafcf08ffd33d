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

/// <summary>From when on which model version was in force. The row with the highest number is; the rows are the history.</summary>
public sealed class ModelActivation
{
    /// <summary>1 and up, without gaps.</summary>
    public int Number { get; init; }

    /// <summary>The model's key.</summary>
    public required string ModelKey { get; init; }

    /// <summary>The model's version.</summary>
    public int Version { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset ActivatedAt { get; init; }
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
