using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>What the items of all dialects have in common.</summary>
/// <param name="UserId">The id that the product gave the person.</param>
/// <param name="AnonymousId">The id of a visitor who is not known.</param>
/// <param name="MessageId">The client's id of the call, or a generated one.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Receipt">When it was received, and from whom.</param>
/// <param name="Context">The circumstances.</param>
/// <param name="AccountId">The account that the call names beside what it is about.</param>
internal sealed record SdkCall(string? UserId, string? AnonymousId, string MessageId, ClientTime Time, Receipt Receipt, JsonElement? Context, string? AccountId)
{
    private Identity Sender => UserId is not null ? Identity.User(UserId)
        : AnonymousId is not null ? Identity.Anonymous(AnonymousId)
        : throw ItemReader.Missing("userId", "userId, or anonymousId for somebody who is not known yet");

    /// <summary>Something that a person did.</summary>
    public IncomingItem Track(string name, JsonElement properties) => new(Entry(IncomingEvent.Track, name, properties), AccountId: AccountId, Warning: Time.Warning);

    /// <summary>Attributes of a person, and of the account that they belong to.</summary>
    public IncomingItem Identify(JsonElement payload, string? accountId = null, JsonElement? account = null) =>
        new(Entry(IncomingEvent.Identify, "", payload), accountId is not null && account is not null ? Account(accountId, account.Value) : null, Warning: Time.Warning);

    /// <summary>Attributes of an account.</summary>
    public AccountEntry Account(string accountId, JsonElement payload)
    {
        var (occurredAt, receivedAt) = IncomingEvent.TimesOf(Time.OccurredAt, Receipt.At);
        return new AccountEntry(accountId, Receipt.Source, AccountMessageId.Of(MessageId), occurredAt, receivedAt, payload);
    }

    /// <summary>Two ids are one person.</summary>
    public IncomingItem Alias(string previousId, string userId) =>
        new(Entry(IncomingEvent.Alias, "", Linking.AliasPayload(previousId, userId)), Warning: Time.Warning);

    private IncomingEvent Entry(string kind, string name, JsonElement properties) => IncomingEvent.Create(
        kind, Sender, MessageId, name, Time.OccurredAt, Receipt, UserId is null ? null : AnonymousId, properties, Context?.GetRawText(), Time.Said);
}
