using System.Text.Json;
using LeadScoring.Api.TrackingPlans;

namespace LeadScoring.Api.Events;

/// <summary>An item with what it takes to read it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Read">Reads it.</param>
/// <param name="Receipt">From whom it was received, and when: in whole microseconds, as they are stored, so that a later reading finds the same.</param>
internal readonly record struct ReceivedItem(JsonElement Item, EventIntake.ItemReading Read, Receipt Receipt);

/// <summary>Why an item was not taken.</summary>
/// <param name="Code">The kind of fault, for programs.</param>
/// <param name="Message">The member, what is wrong with it, and what to do.</param>
internal sealed record ItemFault(string Code, string Message);

/// <summary>What became of an item.</summary>
/// <param name="IsNew">Whether it is stored and was not before.</param>
/// <param name="Fault">Why it was not taken, whether that showed when it was read or when it was stored; null when it was.</param>
/// <param name="Warning">What of it was not taken as it was said.</param>
/// <param name="IsIgnored">Whether nothing of it is stored, though nothing is wrong with it: its warning says why.</param>
/// <param name="Breach">How it does not follow the tracking plan, where it is new or refused for that.</param>
internal readonly record struct ItemOutcome(bool IsNew, ItemFault? Fault = null, ItemWarning? Warning = null, bool IsIgnored = false, Breach? Breach = null)
{
    /// <summary>Of an item about somebody who was erased.</summary>
    public static readonly ItemOutcome Suppressed = new(false, Warning: ItemWarning.Erased, IsIgnored: true);

    /// <summary>Of an event that happened before events are kept.</summary>
    public static ItemOutcome TooOld(int keptDays) => new(false, Warning: ItemWarning.TooOld(keptDays), IsIgnored: true);

    /// <summary>In a word, as metrics have it: accepted, duplicate, ignored or rejected.</summary>
    public string Word => Fault is not null ? "rejected" : IsIgnored ? "ignored" : IsNew ? "accepted" : "duplicate";
}
