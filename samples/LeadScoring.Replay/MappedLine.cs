using System.Globalization;
using System.Text.Json;

namespace LeadScoring.Replay;

/// <summary>One line of a log, as the mapping reads it.</summary>
internal readonly struct MappedLine(JsonElement line, Mapping mapping)
{
    public string? UserId => Text(mapping.UserId);

    public string? AnonymousId => Text(mapping.AnonymousId);

    /// <summary>The person as paths name them; null when the line is about nobody.</summary>
    public string? Person => UserId ?? (AnonymousId is { } anonymous ? "anon:" + anonymous : null);

    public DateTimeOffset? Time => TimeIn(mapping.Time);

    /// <summary>The members that tell lines apart; null for the whole line.</summary>
    public string? Key
    {
        get
        {
            if (mapping.MessageId.Count == 0)
            {
                return null;
            }

            var (self, members) = (line, mapping.MessageId);
            return string.Join('\u001f', members.Select(member => self.TryGetProperty(member, out var value) ? value.GetRawText() : ""));
        }
    }

    /// <summary>Writes the line as an event.</summary>
    public void WriteTo(Utf8JsonWriter writer, string messageId, TimeSpan shift)
    {
        writer.WriteStartObject();
        writer.WriteString("messageId", messageId);
        WriteText(writer, "userId", UserId);
        WriteText(writer, "anonymousId", AnonymousId);
        WriteText(writer, "event", Text(mapping.Event));
        WriteText(writer, "timestamp", Time is { } time ? Rfc3339(time + shift) : null);
        writer.WriteStartObject("properties");
        foreach (var name in mapping.Properties)
        {
            if (line.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The value of an attribute; null when the line does not say.</summary>
    public object? Attribute(string name, string member) =>
        name == Mapping.SignedUpAt ? TimeIn(member) is { } time ? Rfc3339(time) : null
        : Text(member) is null ? null : line.GetProperty(member).Clone();

    /// <summary>The line as JSON; null when it is no object.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Counted as unreadable by whoever asks.
        }

        return null;
    }

    /// <summary>A time as the service takes it.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text or a number as text; null when it is absent or empty.</summary>
    private string? Text(string? member) =>
        member is null || !line.TryGetProperty(member, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };

    private DateTimeOffset? TimeIn(string member)
    {
        if (!line.TryGetProperty(member, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => DateTimeOffset.FromUnixTimeMilliseconds((long)value.GetDouble()),
            JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            _ => null,
        };
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
