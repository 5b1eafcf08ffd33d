namespace LeadScoring.Api.Events;

/// <summary>When something came, and from whom.</summary>
/// <param name="At">When it was received.</param>
/// <param name="Source">Who sent it: message ids are unique within a source.</param>
internal readonly record struct Receipt(DateTimeOffset At, string Source);
