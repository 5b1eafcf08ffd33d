using System.Linq.Expressions;
using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Quarantine;

/// <summary>A page of items that could not be taken.</summary>
/// <param name="Items">The items, the newest first.</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
public sealed record QuarantineListResponse(IReadOnlyList<QuarantinedItem> Items, string? NextCursor);

/// <summary>An item that could not be taken.</summary>
/// <param name="Id">Its id; the same item sent again has the same.</param>
/// <param name="Dialect">How it is written: <c>native</c>, <c>cloudevents</c>, <c>posthog</c>, <c>segment</c>, or for a Segment call by itself <c>segment/track</c> and so on.</param>
/// <param name="Source">Who sent it: the source that a replay stores it under.</param>
/// <param name="Code">The kind of fault, for programs.</param>
/// <param name="Message">The member, what is wrong with it, and what to do.</param>
/// <param name="MessageId">Its message id, where it has one that can be read.</param>
/// <param name="LeadIds">The people it may be about, as far as that can be read.</param>
/// <param name="FirstReceivedAt">When it came first; a replay dates it by that.</param>
/// <param name="LastReceivedAt">When it came last.</param>
/// <param name="TimesReceived">How often it came.</param>
/// <param name="Size">Its bytes.</param>
public record QuarantinedItem(
    Guid Id, string Dialect, string Source, string Code, string Message, string? MessageId, IReadOnlyList<string> LeadIds,
    DateTimeOffset FirstReceivedAt, DateTimeOffset LastReceivedAt, long TimesReceived, int Size)
{
    /// <summary>All of a row but the item itself, which may be large.</summary>
    internal static readonly Expression<Func<QuarantinedEvent, QuarantinedItem>> OfRow = row => new QuarantinedItem(
        row.Id, row.Dialect, row.Source, row.Code, row.Message, row.MessageId, LeadIdsOf(row.Identities), row.FirstReceivedAt, row.LastReceivedAt, row.TimesReceived, row.Size);

    private static string[] LeadIdsOf(string[] identities) => [.. identities.Select(key => Identity.FromKey(key).LeadId)];
}

/// <summary>The same with the item itself.</summary>
public sealed record QuarantinedItemWhole : QuarantinedItem
{
    private static readonly Func<QuarantinedEvent, QuarantinedItem> Rest = OfRow.Compile();

    private QuarantinedItemWhole(QuarantinedItem item)
        : base(item)
    {
    }

    /// <summary>The item as it was sent; null where it holds what JSON of an answer cannot: bytes that are not UTF-8, half a surrogate pair, or more than 30 levels.</summary>
    public required JsonElement? Item { get; init; }

    /// <summary>The item byte by byte, as base64, where <c>item</c> cannot show it.</summary>
    public required byte[]? ItemBytes { get; init; }

    /// <summary>What the first request said for all its items, such as <c>sentAt</c>; a replay uses it too. Null for nothing, and for what cannot be shown.</summary>
    public required JsonElement? Shared { get; init; }

    internal static QuarantinedItemWhole Of(QuarantinedEvent row)
    {
        var item = ShownJson.Of(row.Item);
        return new QuarantinedItemWhole(Rest(row)) { Item = item, ItemBytes = item is null ? row.Item : null, Shared = row.Shared is null ? null : ShownJson.Of(row.Shared) };
    }
}

/// <summary>What a replay came to.</summary>
/// <param name="Accepted">How many events were new; they are stored and scored.</param>
/// <param name="Duplicates">How many were stored before; they change nothing.</param>
/// <param name="Ignored">How many are about people who were erased, or older than events are kept; nothing of them is stored.</param>
public sealed record ReplayResponse(int Accepted, int Duplicates, int Ignored);

/// <summary>What a replay of many items came to. Those that were taken are gone from quarantine.</summary>
/// <param name="Accepted">How many were new; they are stored and scored.</param>
/// <param name="Duplicates">How many were stored before; they change nothing.</param>
/// <param name="Ignored">How many are about people who were erased, or older than events are kept; nothing of them is stored.</param>
/// <param name="Rejected">How many still cannot be taken; they stay, with the reason of now.</param>
/// <param name="Remaining">How many such items are in quarantine now.</param>
/// <param name="NextCursor">Where the next call goes on; null when all have been read again.</param>
public sealed record ReplayManyResponse(int Accepted, int Duplicates, int Ignored, int Rejected, int Remaining, string? NextCursor);

/// <summary>What was deleted.</summary>
/// <param name="Deleted">How many items.</param>
public sealed record QuarantineDeletedResponse(int Deleted);
