using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>A way in which items are written. Its name is stored beside items that could not be taken, so it never changes.</summary>
/// <param name="Name">Such as <c>segment</c>.</param>
/// <param name="IdMember">The member that holds an item's message id.</param>
/// <param name="ReaderOf">Makes the reader for the items of a request.</param>
internal sealed record Dialect(string Name, string IdMember, Dialect.ReaderFactory ReaderOf)
{
    /// <summary>Bytes of a shared member. It counts for each item, so a large one would make much of a small request; of such a one only <see cref="KeptOfLarge"/> is kept.</summary>
    private const int MostShared = 4 * 1024;

    /// <summary>As deep as any body is read, so that what was read once can be read again.</summary>
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1_024 };

    /// <param name="shared">What the request says for all its items: <see cref="SharedIn"/>.</param>
    /// <param name="spareId">The message id for an item that has none and may have none; null: each gets one of its own.</param>
    public delegate EventIntake.ItemReading ReaderFactory(JsonElement shared, string? spareId);

    /// <summary>The members that a request says once for all its items.</summary>
    public string[] Shared { get; init; } = [];

    /// <summary>What is kept of a shared object that is too large: what says something of the items.</summary>
    public string[] KeptOfLarge { get; init; } = [];

    /// <summary>Where an item names people by their user ids; a point leads into an object.</summary>
    public string[] UserIds { get; init; } = [];

    /// <summary>Where it names them by anonymous ids.</summary>
    public string[] AnonymousIds { get; init; } = [];

    /// <summary>What a request says for all its items, apart from the items: an object, byte by byte as it was sent.</summary>
    /// <param name="request">The body.</param>
    /// <param name="warnings">What is not kept of it.</param>
    public JsonElement SharedIn(JsonElement request, out List<ItemWarning> warnings)
    {
        warnings = [];
        List<(string Name, JsonElement Value)> members = [];
        foreach (var name in Shared)
        {
            if (ItemReader.Member(request, name) is { } value)
            {
                if (JsonMarshal.GetRawUtf8Value(value).Length <= MostShared)
                {
                    members.Add((name, value));
                    continue;
                }

                warnings.Add(ItemWarning.SharedTooLarge(name, MostShared));
                if (KeptIn(value).ToList() is { Count: > 0 } kept)
                {
                    members.Add((name, ObjectOf(kept)));
                }
            }
        }

        return ObjectOf(members);
    }

    private IEnumerable<(string Name, JsonElement Value)> KeptIn(JsonElement large) =>
        large.ValueKind != JsonValueKind.Object || JsonFaults.FaultOfNames(large, "") is not null ? []
        : KeptOfLarge.Select(name => (name, Value: ItemReader.Member(large, name)))
            .Where(member => member.Value is { } value && JsonMarshal.GetRawUtf8Value(value).Length <= MostShared).Select(member => (member.name, member.Value!.Value));

    private static JsonElement ObjectOf(IEnumerable<(string Name, JsonElement Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Parse(buffer.WrittenSpan);
    }

    /// <summary>Reads JSON that was read before.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(json, AnyDepth);
}
