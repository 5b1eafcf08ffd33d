using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Exports;

/// <summary>
/// Rows as CSV (RFC 4180) for spreadsheets. A text that a spreadsheet would take for a formula gets a <c>'</c> in front; numbers stay
/// numbers. A byte order mark comes first: without it Excel takes UTF-8 for something else.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private const string ByteOrderMark = "\uFEFF";
    private const string FormulaStarts = "=+-@\t\r";

    // The library would put the ' before negative numbers too, so it is done here.
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { NewLine = "\r\n", InjectionOptions = InjectionOptions.None };

    private readonly JsonSerializerOptions _json;
    private readonly StringBuilder _line = new();
    private readonly CsvWriter _csv;

    /// <param name="json">How the API writes what is no plain value.</param>
    public CsvRows(JsonSerializerOptions json) =>
        (_json, _csv) = (json, new CsvWriter(new StringWriter(_line, CultureInfo.InvariantCulture), Configuration));

    /// <summary>The line of names.</summary>
    public void WriteHeader<T>(IBufferWriter<byte> output, IReadOnlyList<ExportColumn<T>> columns)
    {
        Encoding.UTF8.GetBytes(ByteOrderMark, output);
        WriteLine(output, columns.Select(column => column.Name));
    }

    /// <summary>The line of a row.</summary>
    public void Write<T>(IBufferWriter<byte> output, IReadOnlyList<ExportColumn<T>> columns, T row) =>
        WriteLine(output, columns.Select(column => CellOf(column.ValueOf(row))));

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private void WriteLine(IBufferWriter<byte> output, IEnumerable<string?> cells)
    {
        foreach (var cell in cells)
        {
            _csv.WriteField(cell);
        }

        _csv.NextRecord();
        foreach (var part in _line.GetChunks())
        {
            Encoding.UTF8.GetBytes(part.Span, output);
        }

        _line.Clear();
    }

    private string? CellOf(object? value) => value switch
    {
        null => null,
        string text => Guarded(text),
        bool truth => truth ? "true" : "false",
        DateTimeOffset time => Rfc3339.Format(time),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        int or long or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<string> list => Guarded(string.Join(';', list)),
        _ => Guarded(JsonSerializer.Serialize(value, value.GetType(), _json)),
    };

    private static string Guarded(string text) => text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
