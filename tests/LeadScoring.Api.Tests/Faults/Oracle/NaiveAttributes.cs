using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Tests.Faults.Oracle;

/// <summary>What is known of people and accounts, read off the words of docs/intake.md: of each attribute the last write by time, sender and message id.</summary>
internal static class NaiveAttributes
{
    private static readonly string[] KeptNames = ["title", "country", "email"];
    private static readonly string[] CompanyNames = ["employees", "industry"];

    /// <summary>What all that was sent under a person's identities, in the order of the ledger, comes to.</summary>
    public static Attributes OfPerson(IEnumerable<LedgerItem> items) => Last(items, PersonalWritesIn, item => item.Sender);

    /// <summary>The same of an account. Its log does not say who sent an entry.</summary>
    public static Attributes OfAccount(IEnumerable<LedgerItem> items) => Last(items, FirmographicWritesIn, _ => "");

    /// <summary>The account that is named, else the domain of the company's address.</summary>
    public static string? AccountOf(Attributes person) =>
        person["accountId"]?.Text ?? (person["email"] is { } email && email.Text.EndsWith(".example", StringComparison.Ordinal) ? email.Text.Split('@')[1] : null);

    private static Attributes Last(IEnumerable<LedgerItem> items, Func<LedgerItem, IEnumerable<(string Name, JsonElement Value)>> writesIn, Func<LedgerItem, string> senderOf)
    {
        var attributes = new Attributes();
        // A PUT is dated by its receipt, after everything that happened before the test: among PUTs the order in the ledger counts.
        var writes = items.Select((item, place) => (Item: item, Place: item.IsPut ? place : -1)).SelectMany(each => writesIn(each.Item), (each, write) => (each.Item, each.Place, write.Name, write.Value));
        foreach (var attribute in writes.GroupBy(write => write.Name, StringComparer.Ordinal))
        {
            var last = attribute.OrderBy(write => write.Place).ThenBy(write => write.Item.Timestamp).ThenBy(write => senderOf(write.Item), StringComparer.Ordinal).ThenBy(write => write.Item.MessageId, StringComparer.Ordinal).Last();
            attributes.Write(attribute.Key, ValueOf(last.Value), default);
        }

        return attributes;
    }

    private static IEnumerable<(string Name, JsonElement Value)> PersonalWritesIn(LedgerItem item)
    {
        if (item.Type == LedgerItem.PutLead)
            return item.Traits!.Value.EnumerateObject().Select(member => (member.Name, member.Value));

        var writes = KeptNames.Where(name => item.Type == LedgerItem.Identify && item.Trait(name) is not null).Select(name => (name, item.Trait(name)!.Value)).ToList();
        if (item.Type == LedgerItem.Identify && item.Trait("createdAt") is { } createdAt) writes.Add(("signedUpAt", createdAt));
        if ((item.Type == LedgerItem.PutAccount ? null : item.Account ?? item.GroupId) is { } account) writes.Add(("accountId", JsonSerializer.SerializeToElement(account)));
        return writes;
    }

    private static IEnumerable<(string Name, JsonElement Value)> FirmographicWritesIn(LedgerItem item) => item.Trait("company") is { } company
        ? CompanyNames.Select(name => (name, company.GetProperty(name)))
        : item.Traits!.Value.EnumerateObject().Select(member => (member.Name, member.Value));

    private static AttributeValue? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => AttributeValue.Of(value.GetDouble()),
        JsonValueKind.Array => AttributeValue.Of([.. value.EnumerateArray().Select(item => item.GetString()!)]),
        _ => AttributeValue.Of(value.GetString()!),
    };
}
