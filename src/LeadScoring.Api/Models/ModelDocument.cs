using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>Model documents as text. One may have any faults but that it is an object with a key.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="Text">The document, as it was given.</param>
internal sealed record ModelDocument(string Key, string Text)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a document from a request.</summary>
    /// <param name="json">What was sent.</param>
    /// <param name="fault">The JSON path and what is wrong there; null where the document was read.</param>
    public static ModelDocument? Read(JsonElement json, out ModelError? fault)
    {
        try
        {
            fault = json.ValueKind != JsonValueKind.Object ? new ModelError("$", "must be an object")
                : KeyIn(json) is not { } named ? new ModelError("$.key", "is missing, or no text")
                : ModelKey.IsWellFormed(named) ? null
                : new ModelError("$.key", $"must be a key: {ModelKey.Rule}");
            return fault is null ? new ModelDocument(KeyIn(json)!, json.GetRawText()) : null;
        }
        catch (InvalidOperationException)
        {
            // Names and texts that cannot be looked up or written.
            fault = new ModelError("$", "contains what is no text: bytes that are not UTF-8, or half a surrogate pair");
            return null;
        }
    }

    /// <summary>A template under another key, otherwise letter by letter.</summary>
    public static ModelDocument From(ModelTemplate template, string key, string? name) =>
        new(key, WithText(WithText(template.Document, "key", key), "name", name ?? template.Name));

    /// <summary>The document with another text in a member of the root.</summary>
    private static string WithText(string document, string member, string text)
    {
        ReadOnlySpan<byte> json = Encoding.UTF8.GetBytes(document);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals(member))
            {
                reader.Read();
                return Encoding.UTF8.GetString([.. json[..(int)reader.TokenStartIndex], .. JsonSerializer.SerializeToUtf8Bytes(text, Readable), .. json[(int)reader.BytesConsumed..]]);
            }
        }

        throw new ArgumentException($"The document has no {member}.", nameof(document));
    }

    /// <summary>The name that a stored document gives its model; null where it has none that can be read.</summary>
    public static string? NameIn(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? KeyIn(JsonElement json) => json.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString() : null;
}
