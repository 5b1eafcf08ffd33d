namespace LeadScoring.Api.Exports;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name: the header in CSV, the member in NDJSON.</param>
/// <param name="ValueOf">Its value in a row: a text, a number, a truth value, a time, a day, a list of texts, null, or anything else that can be written as JSON.</param>
internal sealed record ExportColumn<T>(string Name, Func<T, object?> ValueOf);
