using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace LeadScoring.Api.Telemetry;

/// <summary>One JSON object a line, in the field names of Serilog's compact layout (CLEF), which log stores know.</summary>
internal sealed class CompactFormatter : ITextFormatter
{
    private readonly JsonValueFormatter _values = new("$type");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write('"');
        WriteText("@m", logEvent.RenderMessage(CultureInfo.InvariantCulture), output);
        WriteText("@mt", logEvent.MessageTemplate.Text, output);
        // The layout leaves out the usual level.
        if (logEvent.Level != LogEventLevel.Information) WriteText("@l", logEvent.Level.ToString(), output);
        if (logEvent.Exception is { } exception) WriteText("@x", exception.ToString(), output);
        if (logEvent.TraceId is { } trace) WriteText("@tr", trace.ToHexString(), output);
        if (logEvent.SpanId is { } span) WriteText("@sp", span.ToHexString(), output);
        WriteProperties(logEvent, output);
        output.Write("}\n");
    }

    private static void WriteText(string name, string text, TextWriter output)
    {
        output.Write(",\"" + name + "\":");
        JsonValueFormatter.WriteQuotedJsonString(text, output);
    }

    private void WriteProperties(LogEvent logEvent, TextWriter output)
    {
        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');
            // A doubled @ keeps a property apart from the layout's own fields.
            JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? '@' + name : name, output);
            output.Write(':');
            _values.Format(value, output);
        }
    }
}
