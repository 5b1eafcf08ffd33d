using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>What is played back of one lead: its own log and those of the accounts that it ever belonged to, together.</summary>
/// <param name="Identities">How many identities of the lead take part.</param>
/// <param name="FirstAt">When the first entry of the lead's own log happened; null when there is none.</param>
/// <param name="Entries">The entries by time; the order within one instant does not matter.</param>
internal sealed record LeadLog(int Identities, DateTimeOffset? FirstAt, IReadOnlyList<ReplayEntry> Entries)
{
    /// <summary>Whether anything of the lead had happened by then, this instant included.</summary>
    public bool IsKnownAt(DateTimeOffset at) => FirstAt <= at;
}

/// <summary>Something that happened at one instant: an event, or a payload of attributes.</summary>
internal readonly record struct ReplayEntry(DateTimeOffset At, ProductEvent? Event, AttributeWrite? Write);

/// <summary>A payload of attributes.</summary>
/// <param name="AccountId">The account it is about; null: the lead.</param>
/// <param name="Payload">What it sets and clears.</param>
/// <param name="Stamp">By which of several writes the last is told.</param>
internal sealed record AttributeWrite(string? AccountId, JsonElement Payload, Attributes.Stamp Stamp);
