namespace LeadScoring.Api.Exports;

/// <summary>In which form a file is written.</summary>
internal static class ExportFormat
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";
    public const string CsvType = "text/csv";
    public const string NdjsonType = "application/x-ndjson";

    public static bool IsKnown(string format) => format is Csv or Ndjson;

    public static string TypeOf(string format) => format == Csv ? CsvType + "; charset=utf-8" : NdjsonType;
}
