using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Exports;

/// <summary>
/// A file that is written while its rows are read. What fails before the first row is answered like any fault; what fails later breaks
/// the connection before the end, so that nobody takes a part for the whole.
/// </summary>
/// <param name="format">Of <see cref="ExportFormat"/>.</param>
/// <param name="fileName">The name of the file without its ending.</param>
/// <param name="columns">Its columns.</param>
/// <param name="rows">Its rows; they are read no faster than the client takes them.</param>
internal sealed class ExportResult<T>(string format, string fileName, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows) : IActionResult
{
    /// <summary>Bytes that wait to be sent; then the rows wait for the client.</summary>
    private const int Most = 64 * 1024;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var (response, cancellationToken) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        await using var row = rows.GetAsyncEnumerator(cancellationToken);
        var hasRow = await row.MoveNextAsync();

        response.ContentType = ExportFormat.TypeOf(format);
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{fileName}.{format}" }.ToString();
        var json = context.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        using var csv = new CsvRows(json);
        var (ndjson, output) = (new NdjsonRows(json), response.BodyWriter);
        if (format == ExportFormat.Csv)
        {
            csv.WriteHeader(output, columns);
        }

        for (; hasRow; hasRow = await row.MoveNextAsync())
        {
            if (format == ExportFormat.Csv)
            {
                csv.Write(output, columns, row.Current);
            }
            else
            {
                ndjson.Write(output, columns, row.Current);
            }

            if (output.UnflushedBytes >= Most)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await output.FlushAsync(cancellationToken);
    }
}
