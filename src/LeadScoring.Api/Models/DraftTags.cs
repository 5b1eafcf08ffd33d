using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Models;

/// <summary>The <c>ETag</c> of a draft, and the tags of drafts that a request with <c>If-Match</c> is meant for.</summary>
/// <param name="Tags">The tags; none: whatever draft there is, or none at all.</param>
internal sealed record DraftTags(IReadOnlyList<string> Tags)
{
    /// <summary>Any tag that a draft has.</summary>
    private const string Any = "*";

    /// <summary>Tells the draft from what it was before, and from another one that the model had.</summary>
    public static string Of(ModelDraft draft) => $"\"{draft.CreatedAt.ToUnixTimeMilliseconds():x}-{draft.Revision}\"";

    /// <summary>The tags of a header that can be told from others: weak ones match nothing, and what is no tag is none.</summary>
    public static DraftTags In(string? header) => new(
        header is null ? []
        : EntityTagHeaderValue.TryParseList([header], out var tags) ? [.. tags.Select(tag => tag.ToString())]
        : [header]);

    /// <summary>Whether they allow to go on with the draft of this tag; null: there is none.</summary>
    public bool Allow(string? tag) => Tags.Count == 0 || (tag is not null && Tags.Any(each => each == Any || each == tag));
}
