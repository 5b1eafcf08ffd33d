namespace LeadScoring.Api.Events;

/// <summary>What of an item was not taken as it was said, although the item was taken.</summary>
/// <param name="Code">The kind of warning, for programs.</param>
/// <param name="Message">The member, what was done instead, and what to do.</param>
internal sealed record ItemWarning(string Code, string Message);

/// <summary>What of an event was not taken as it was said. The event itself is stored and scored, or was so before.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="MessageId">Its message id, where it has one that can be read.</param>
/// <param name="Code">The kind of warning, for programs: timestamp_ahead.</param>
/// <param name="Message">The member, what was done instead, and what to do.</param>
public sealed record EventWarning(int Index, string? MessageId, string Code, string Message);
