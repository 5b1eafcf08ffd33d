using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>What is played back of one lead: its own log and those of the accounts that it ever belonged to. The order within one instant does not matter.</summary>
/// <param name="Identities">How many identities of the lead take part.</param>
/// <param name="FirstAt">When the first entry of the lead's own log happened; null when there is none.</param>
/// <param name="Entries">The entries of its own log by time.</param>
/// <param name="OfAccounts">Those of its accounts, each list by time. All members of an account share its list.</param>
internal sealed record LeadLog(int Identities, DateTimeOffset? FirstAt, IReadOnlyList<ReplayEntry> Entries, IReadOnlyList<IReadOnlyList<ReplayEntry>> OfAccounts)
{
    /// <summary>Whether anything of the lead had happened by then, this instant included.</summary>
    public bool IsKnownAt(DateTimeOffset at) => FirstAt <= at;
}

/// <summary>Something that happened at one instant: an event, or a payload of attributes.</summary>
internal readonly record struct ReplayEntry(DateTimeOffset At, ProductEvent? Event, AttributeWrite? Write)
{
    /// <summary>The entries of a stored payload of a person's attributes.</summary>
    public static IEnumerable<ReplayEntry> WritesIn(JsonElement payload, DateTimeOffset at, string identity, string messageId) =>
        Memberships.WritesIn(payload.Clone(), at, identity, messageId).Select(write => new ReplayEntry(write.Stamp.At, null, new AttributeWrite(null, write.Payload, write.Stamp)));

    public static int ByTime(ReplayEntry a, ReplayEntry b) => a.At.CompareTo(b.At);
}

/// <summary>A payload of attributes.</summary>
/// <param name="AccountId">The account it is about; null: the lead.</param>
/// <param name="Payload">What it sets and clears.</param>
/// <param name="Stamp">By which of several writes the last is told.</param>
internal sealed record AttributeWrite(string? AccountId, JsonElement Payload, Attributes.Stamp Stamp);
