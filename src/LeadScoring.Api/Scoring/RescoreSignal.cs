namespace LeadScoring.Api.Scoring;

/// <summary>Wakes the worker of this process before its next round.</summary>
internal sealed class RescoreSignal : WakeUp;
