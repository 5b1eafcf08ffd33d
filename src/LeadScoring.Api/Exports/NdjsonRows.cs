using System.Buffers;
using System.Text.Json;

namespace LeadScoring.Api.Exports;

/// <summary>Rows as JSON objects, one a line, for programs. Members without a value are left out.</summary>
internal sealed class NdjsonRows(JsonSerializerOptions json)
{
    /// <summary>The line of a row.</summary>
    public void Write<T>(IBufferWriter<byte> output, IReadOnlyList<ExportColumn<T>> columns, T row)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach (var column in columns)
            {
                if (column.ValueOf(row) is { } value)
                {
                    writer.WritePropertyName(column.Name);
                    JsonSerializer.Serialize(writer, value, value.GetType(), json);
                }
            }

            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
