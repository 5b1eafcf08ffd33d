using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Exports;

namespace LeadScoring.Api.Tests.Exports;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("\nx", "'\nx")]
    [InlineData("\n=1", "'\n'=1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("\uFF0B1", "'\uFF0B1")]
    [InlineData("\uFF0D1", "'\uFF0D1")]
    [InlineData("\uFF20A", "'\uFF20A")]
    [InlineData("x;=1+cmd|' /C calc'!A0", "x;'=1+cmd|' /C calc'!A0")]
    [InlineData("x\t@A", "x\t'@A")]
    [InlineData("x\r\n-1", "x\r\n'-1")]
    [InlineData("a=b;c", "a=b;c")]
    [InlineData("a\r\nb", "a\r\nb")]
    [InlineData("", "")]
    public void A_text_stands_in_quotes_and_nothing_in_it_begins_a_formula(string text, string cell) =>
        Assert.Equal($"\"{cell}\",-1.5,true,2026-03-02,,\"{cell};'-\"\r\n", LineOf(text, -1.5m, true, new DateOnly(2026, 3, 2), null, (string[])[text, "-"]));

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData(",")]
    public void Where_the_cells_of_a_list_are_separated_otherwise_no_cell_begins_a_formula_either(string separator)
    {
        const string Formula = "=1+cmd|' /C calc'!A0";
        foreach (var text in (string[])["x;" + Formula, "x\t" + Formula, "x\r\n" + Formula, "x\n" + Formula, "\";" + Formula, ";" + Formula, Formula, "x," + Formula])
        {
            var file = LineOf("ada", text, text);
            using var csv = new CsvParser(new StringReader(file), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = separator, BadDataFound = null });
            while (csv.Read()) Assert.DoesNotContain(csv.Record!, cell => cell.TrimStart('"').StartsWith('='));

            // As a reader does that takes no quotes for quotes.
            Assert.DoesNotContain(separator == "," ? [] : file.Split([separator, "\r", "\n"], StringSplitOptions.None), cell => cell.TrimStart('"').StartsWith('='));
        }
    }

    private static string LineOf(params object?[] values)
    {
        using var rows = new CsvRows(JsonSerializerOptions.Web);
        var output = new ArrayBufferWriter<byte>();
        rows.Write(output, [.. values.Select((_, i) => new ExportColumn<object?[]>("column" + i, row => row[i]))], values);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
