using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>Says to the dispatcher of this process that something may be due.</summary>
internal sealed class DispatchSignal : WakeUp;
