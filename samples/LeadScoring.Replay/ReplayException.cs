namespace LeadScoring.Replay;

/// <summary>Something that whoever runs the program can put right; the message says what.</summary>
internal sealed class ReplayException(string message) : Exception(message);
