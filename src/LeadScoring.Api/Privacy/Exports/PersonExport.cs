using System.Text.Json;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models.Backtests;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>Everything that is held on a person. Lists are in no particular order.</summary>
/// <param name="LeadId">The id that names the person: a user id, or <c>anon:ID</c>.</param>
/// <param name="ExportedAt">When this was read.</param>
/// <param name="Attributes">The attributes in force, named as in <c>PUT</c>.</param>
/// <param name="Identities">All ids of the person, and how they came together.</param>
/// <param name="Scores">The scores as they are stored, one per model in force.</param>
/// <param name="Transitions">The lines that the person crossed, with reasons.</param>
/// <param name="Events">Everything that was received under any of the ids.</param>
/// <param name="Accounts">The accounts that name the person.</param>
/// <param name="Quarantine">Items that could not be taken and may be about the person.</param>
/// <param name="Violations">Examples that the person's events are of how events do not follow the tracking plan.</param>
/// <param name="Backtests">What backtests found of the person.</param>
/// <param name="Messages">What receivers of webhooks were told about the person, or are to be told, and messages about others that name the person.</param>
public sealed record PersonExport(
    string LeadId, DateTimeOffset ExportedAt, IReadOnlyDictionary<string, object> Attributes, IReadOnlyList<ExportedIdentity> Identities, IReadOnlyList<LeadListItem> Scores,
    IReadOnlyList<ExportedTransition> Transitions, IReadOnlyList<ExportedEvent> Events, IReadOnlyList<ExportedRole> Accounts, IReadOnlyList<ExportedItem> Quarantine,
    IReadOnlyList<ExportedViolation> Violations, IReadOnlyList<ExportedFlip> Backtests, IReadOnlyList<ExportedMessage> Messages);

/// <summary>An id of the person.</summary>
/// <param name="Id">A user id, or <c>anon:ID</c>.</param>
/// <param name="LinkedTo">The id that it was linked to; null for the one that names the person.</param>
/// <param name="LinkedAt">The time of the event that linked it.</param>
/// <param name="LinkMessageId">The message id of that event.</param>
/// <param name="UnlinkedAt">When it was taken out of somebody by hand.</param>
public sealed record ExportedIdentity(string Id, string? LinkedTo, DateTimeOffset? LinkedAt, string? LinkMessageId, DateTimeOffset? UnlinkedAt);

/// <summary>A line that was crossed.</summary>
/// <param name="LeadId">The id that named the person then.</param>
/// <param name="Transition">The crossing.</param>
public sealed record ExportedTransition(string LeadId, TransitionResponse Transition);

/// <summary>An entry of the log.</summary>
/// <param name="MessageId">The client's id of it.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Kind"><c>track</c>, <c>identify</c> (attributes that were set), <c>alias</c> or <c>unlink</c>.</param>
/// <param name="Event">The event's name; null for the other kinds.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="OriginalTimestamp">When the client said it happened, where that was not used as it is; else null.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="SentAs">The id it was sent under: a user id, or <c>anon:ID</c>.</param>
/// <param name="AnonymousId">The anonymous id that came along with a user id.</param>
/// <param name="Properties">Properties, or the attributes that were set, or the ids.</param>
/// <param name="Context">What the client told about the circumstances.</param>
public sealed record ExportedEvent(
    string MessageId, string Source, string Kind, string? Event, DateTimeOffset Timestamp, DateTimeOffset? OriginalTimestamp, DateTimeOffset ReceivedAt, string SentAs, string? AnonymousId,
    JsonElement Properties, JsonElement? Context);

/// <summary>An account that names the person.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Model">Under which model.</param>
/// <param name="IsChampion">Whether the person takes the most key actions there.</param>
/// <param name="IsEconomicBuyer">Whether the person probably decides.</param>
public sealed record ExportedRole(string AccountId, string Model, bool IsChampion, bool IsEconomicBuyer);

/// <summary>An item that could not be taken. What is in it is left out where it is about somebody else, and the person is only named in it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Dialect">How it is written.</param>
/// <param name="Code">The kind of fault.</param>
/// <param name="FirstReceivedAt">When it came first.</param>
/// <param name="LastReceivedAt">When it came last.</param>
/// <param name="Item">The item as it was sent, where JSON can show it.</param>
/// <param name="ItemBytes">The item byte by byte, as base64, where <c>item</c> cannot show it.</param>
/// <param name="Shared">What its request said for all its items.</param>
public sealed record ExportedItem(Guid Id, string Dialect, string Code, DateTimeOffset FirstReceivedAt, DateTimeOffset LastReceivedAt, JsonElement? Item, byte[]? ItemBytes, JsonElement? Shared);

/// <summary>An example of how events do not follow the tracking plan.</summary>
/// <param name="Event">The name of the event.</param>
/// <param name="Property">The property; empty for the event itself.</param>
/// <param name="Problem">What is wrong, in one word.</param>
/// <param name="MessageId">The message id of the event.</param>
/// <param name="Example">What the property was, in short.</param>
public sealed record ExportedViolation(string Event, string Property, string Problem, string MessageId, string? Example);

/// <summary>What a backtest found of the person.</summary>
/// <param name="BacktestId">The backtest.</param>
/// <param name="Flip">How two models see the person.</param>
public sealed record ExportedFlip(Guid BacktestId, FlipResponse Flip);

/// <summary>A message to a receiver of webhooks.</summary>
/// <param name="Id">Its id.</param>
/// <param name="EndpointId">To whom.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c>, <c>failed</c> or <c>damped</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeliveredAt">When it arrived; null: it has not.</param>
/// <param name="Payload">Its text, without others whom it names, such as colleagues; null where it is about somebody else and only names the person.</param>
/// <param name="Answers">How receivers' answers began, one for each attempt that had one; none where somebody else was left out of the text, or the text is left out.</param>
public sealed record ExportedMessage(Guid Id, Guid EndpointId, string Kind, string State, DateTimeOffset CreatedAt, DateTimeOffset? DeliveredAt, JsonElement? Payload, IReadOnlyList<string> Answers);
