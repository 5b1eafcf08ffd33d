namespace LeadScoring.Api.Privacy;

/// <summary>
/// What is stored of one identity names another one, of another lead: a device that two people use, or a link that was undone. There are
/// two rows, one from either side, so that what names an identity is found when it is erased.
/// </summary>
public sealed class IdentityMention
{
    /// <summary>The bucket of the identity.</summary>
    public short Bucket { get; init; }

    /// <summary>The identity, as <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public required string Identity { get; init; }

    /// <summary>The other one, whose rows may name it.</summary>
    public required string MentionedBy { get; init; }
}
