using System.Diagnostics.Tracing;

namespace LeadScoring.Api.Telemetry.Otlp;

/// <summary>Says in the log that nothing arrives at the collector, at most once a minute: OpenTelemetry tells it to nobody else.</summary>
internal sealed partial class OtlpProblems(ILogger logger) : EventListener
{
    private const string SourcePrefix = "OpenTelemetry-";

    /// <summary>Milliseconds.</summary>
    private const int BetweenLines = 60_000;

    private long _nextLine = Environment.TickCount64;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith(SourcePrefix, StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var (now, due) = (Environment.TickCount64, Volatile.Read(ref _nextLine));
        if (now >= due && Interlocked.CompareExchange(ref _nextLine, now + BetweenLines, due) == due)
        {
            LogProblem(eventData.EventName);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Metrics or traces cannot be sent ({Problem}). Look at OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL, and whether the collector answers")]
    private partial void LogProblem(string? problem);
}
