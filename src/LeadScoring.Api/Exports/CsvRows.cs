using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Exports;

/// <summary>
/// Rows as CSV (RFC 4180) for spreadsheets. Texts stand in quotes, and where a spreadsheet would take one for a formula there is a
/// <c>'</c> in front; numbers stay numbers. Spreadsheets whose lists have other separators than the comma take a text apart in spite of
/// its quotes, so what such a part begins with counts, too. A byte order mark comes first: without it Excel takes UTF-8 for something else.
/// </summary>
internal sealed partial class CsvRows : IDisposable
{
    private const string ByteOrderMark = "\uFEFF";

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
        WriteLine(output, columns.Select(column => new Cell(column.Name, IsText: false)));
    }

    /// <summary>The line of a row.</summary>
    public void Write<T>(IBufferWriter<byte> output, IReadOnlyList<ExportColumn<T>> columns, T row) =>
        WriteLine(output, columns.Select(column => CellOf(column.ValueOf(row))));

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private void WriteLine(IBufferWriter<byte> output, IEnumerable<Cell> cells)
    {
        foreach (var cell in cells)
        {
            _csv.WriteField(cell.Content, cell.IsText);
        }

        _csv.NextRecord();
        foreach (var part in _line.GetChunks())
        {
            Encoding.UTF8.GetBytes(part.Span, output);
        }

        _line.Clear();
    }

    private Cell CellOf(object? value) => value switch
    {
        null => new Cell(null, IsText: false),
        string text => Text(text),
        bool truth => new Cell(truth ? "true" : "false", IsText: false),
        DateTimeOffset time => new Cell(Rfc3339.Format(time), IsText: false),
        DateOnly day => new Cell(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), IsText: false),
        int or long or decimal => new Cell(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), IsText: false),
        IEnumerable<string> list => Text(string.Join(';', list)),
        _ => Text(JsonSerializer.Serialize(value, value.GetType(), _json)),
    };

    private static Cell Text(string text) =>
        new(FormulaStart.Replace(text is ['\t' or '\r' or '\n', ..] ? "'" + text : text, "${before}'${sign}"), IsText: true);

    /// <summary>At the beginning, or where a part begins. Of the signs there are full-width ones, which Excel reads as the others.</summary>
    [GeneratedRegex(@"(?<before>\A|[;\t\r\n])(?<sign>[-=+@\uFF1D\uFF0B\uFF0D\uFF20])", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FormulaStart { get; }

    /// <summary>A cell.</summary>
    /// <param name="Content">What stands in it.</param>
    /// <param name="IsText">Whether it stands in quotes.</param>
    private readonly record struct Cell(string? Content, bool IsText);
}
