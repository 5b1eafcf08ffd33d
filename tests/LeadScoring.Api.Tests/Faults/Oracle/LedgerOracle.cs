using System.Text.Json;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Api.Tests.Faults.Oracle;

/// <summary>
/// The scores that a ledger comes to, computed with nothing of the service: who is who, attributes and behavior are each read off
/// the documents by walking through everything that was sent. Only the parsed scoring model is shared.
/// </summary>
internal sealed class LedgerOracle
{
    private static readonly ScoringModel Model = ModelReader.Read(ModelTemplates.ProductLed);

    private readonly NaivePersons _persons;
    private readonly ILookup<string, string> _identities;
    private readonly ILookup<string, LedgerItem> _ofPerson;
    private readonly ILookup<string, LedgerItem> _ofAccount;

    public LedgerOracle(IReadOnlyList<LedgerItem> sent)
    {
        var ofPeople = sent.Where(item => item.Type != LedgerItem.PutAccount).ToList();
        _persons = new NaivePersons(ofPeople);
        _identities = _persons.Identities.ToLookup(_persons.LeadOf, StringComparer.Ordinal);
        _ofPerson = ofPeople.ToLookup(item => _persons.LeadOf(item.Sender), StringComparer.Ordinal);
        _ofAccount = sent.Where(item => item.Account is not null).ToLookup(item => item.Account!, StringComparer.Ordinal);
    }

    /// <summary>Everybody who was seen, as they stand in paths.</summary>
    public IEnumerable<string> Ids => _persons.Identities.Select(PathOf);

    public int Leads => _identities.Count;

    /// <summary>The id that names the lead.</summary>
    public string LeadOf(string id) => PathOf(_persons.LeadOf(IdentityOf(id)));

    /// <summary>What GET score should answer, as <see cref="ScoreText"/> writes it.</summary>
    public string ScoreOf(string id, DateTimeOffset asOf)
    {
        var lead = _persons.LeadOf(IdentityOf(id));
        var attributes = NaiveAttributes.OfPerson(_ofPerson[lead]);
        var account = NaiveAttributes.OfAccount(_ofAccount[NaiveAttributes.AccountOf(attributes) ?? ""]);
        var events = _ofPerson[lead].Where(item => item.Type == LedgerItem.Track).Select(EventOf);
        return ScoreText.Of(PathOf(lead), _identities[lead].Count(), NaiveScoring.Evaluate(Model, new LeadProfile(attributes, account), events, asOf));
    }

    private static string IdentityOf(string id) => id.StartsWith("anon:", StringComparison.Ordinal) ? id : "user:" + id;

    private static string PathOf(string identity) => identity.StartsWith("user:", StringComparison.Ordinal) ? identity["user:".Length..] : identity;

    private static ProductEvent EventOf(LedgerItem item) => new(
        item.UserId is null ? Identity.Anonymous(item.AnonymousId!) : Identity.User(item.UserId),
        item.MessageId,
        item.Timestamp,
        item.Event!,
        item.Properties?.EnumerateObject().ToDictionary(property => property.Name, property => ValueOf(property.Value), StringComparer.Ordinal));

    private static PropertyValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => PropertyValue.Of(value.GetDouble()),
        JsonValueKind.String => PropertyValue.Of(value.GetString()!),
        _ => PropertyValue.Of(value.GetBoolean()),
    };
}
