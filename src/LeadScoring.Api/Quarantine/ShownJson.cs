using System.Text.Json;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Quarantine;

/// <summary>Stored JSON within an answer.</summary>
internal static class ShownJson
{
    /// <summary>Answers are nested no deeper than bodies may be, and the item lies within one.</summary>
    private const int MostDepth = IntakeLimits.Depth - 2;

    /// <summary>Null where an answer cannot hold it.</summary>
    public static JsonElement? Of(ReadOnlySpan<byte> json) => IsShowable(json) ? Dialect.Parse(json) : null;

    private static bool IsShowable(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
