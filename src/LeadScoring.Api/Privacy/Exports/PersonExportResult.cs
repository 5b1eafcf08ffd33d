using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>
/// One JSON document, written while its parts are read, in the form of <see cref="PersonExport"/>. When something fails in the middle, the
/// connection breaks before the end, so that nobody takes a part for the whole.
/// </summary>
internal sealed class PersonExportResult(PersonSource source, string leadId, DateTimeOffset exportedAt, SortedDictionary<string, object> attributes) : IActionResult
{
    /// <summary>Bytes that wait to be sent; then the rows wait for the client.</summary>
    private const int Most = 64 * 1024;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        var json = context.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        try
        {
            await WriteAsync(writer, response.BodyWriter, json);
        }
        catch
        {
            // Nothing of it belongs into the answer that tells of the fault.
            writer.Reset();
            throw;
        }
    }

    private async Task WriteAsync(Utf8JsonWriter writer, PipeWriter output, JsonSerializerOptions json)
    {
        writer.WriteStartObject();
        Write("leadId", leadId);
        Write("exportedAt", exportedAt);
        Write("attributes", attributes);
        foreach (var (section, read) in PersonalData.Tables.Where(table => table.Section is not null).Select(table => (table.Section!, table.Read!)))
        {
            writer.WriteStartArray(section);
            await foreach (var row in read(source))
            {
                JsonSerializer.Serialize(writer, row, row.GetType(), json);
                if (output.UnflushedBytes + writer.BytesPending >= Most)
                {
                    await writer.FlushAsync(source.CancellationToken);
                    await output.FlushAsync(source.CancellationToken);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();

        void Write<T>(string name, T value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, json);
        }
    }
}
