namespace LeadScoring.Api.Data.Embedded;

/// <summary>The embedded server cannot run here; the message tells a person what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
