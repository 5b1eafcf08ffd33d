using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Oracle;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>
/// The score of a person at any moment, counted from the stored logs alone: what had happened by then is picked out and scored by
/// the naive oracle. A person's ids all begin with the same words, so nothing has to be known of links.
/// </summary>
internal sealed class NaiveReplay
{
    private static readonly ScoringModel Model = ModelReader.Read(ModelTemplates.ProductLed);

    private readonly ILookup<string, LeadEvent> _ofPerson;
    private readonly Dictionary<LeadEvent, ProductEvent> _opened;
    private readonly ILookup<string, AccountEvent> _ofAccount;

    public NaiveReplay(LeadScoringDbContext db)
    {
        _ofPerson = db.Events.AsNoTracking().ToLookup(e => string.Join('-', e.Identity.Split(':')[1].Split('-').Take(2)), StringComparer.Ordinal);
        _opened = _ofPerson.SelectMany(person => person).Where(e => e.Kind == IncomingEvent.Track)
            .ToDictionary(e => e, e => LoggedEvent.Open(e.Source, e.Identity, e.MessageId, e.OccurredAt, e.Name, e.Properties).Event);
        _ofAccount = db.AccountEvents.AsNoTracking().ToLookup(e => e.AccountId, StringComparer.Ordinal);
    }

    /// <summary>When things happened to the person.</summary>
    public IEnumerable<DateTimeOffset> TimesOf(string person) => _ofPerson[person].Select(e => e.OccurredAt);

    /// <summary>The score, or null when nothing had happened.</summary>
    public Evaluation? ScoreOf(string person, DateTimeOffset at)
    {
        var log = _ofPerson[person].Where(e => e.OccurredAt <= at).ToList();
        if (log.Count == 0) return null;

        var attributes = Fold(log.Where(e => e.Kind == IncomingEvent.Identify).SelectMany(WritesIn).Where(write => write.At <= at));
        var account = attributes["accountId"]?.Text ?? (attributes["email"]?.Text == "a@customer.example" ? "customer.example" : "");
        var firmographics = Fold(_ofAccount[account].Where(e => e.OccurredAt <= at).Select(e => (e.OccurredAt, e.AccountId, e.MessageId, e.Properties)));
        return NaiveScoring.Evaluate(Model, new LeadProfile(attributes, firmographics), log.Where(_opened.ContainsKey).Select(e => _opened[e]), at);
    }

    /// <summary>What an entry says: once, or for each of the events that it stands beside.</summary>
    private static IEnumerable<(DateTimeOffset At, string Origin, string MessageId, string Payload)> WritesIn(LeadEvent entry)
    {
        var payload = JsonNode.Parse(entry.Properties)!.AsObject();
        if (payload["namedBy"] is not JsonArray events) return [(entry.OccurredAt, entry.Identity, entry.MessageId[(entry.MessageId.Length > 100 ? 100 : 0)..], entry.Properties)];

        payload.Remove("namedBy");
        return events.Select(e => ((DateTimeOffset)e![1]!, entry.Identity, (string)e[0]!, payload.ToJsonString()));
    }

    private static Attributes Fold(IEnumerable<(DateTimeOffset At, string Origin, string MessageId, string Payload)> writes)
    {
        var attributes = new Attributes();
        foreach (var (at, origin, messageId, payload) in writes)
        {
            using var document = JsonDocument.Parse(payload);
            AttributePayload.Apply(document.RootElement, attributes, new Attributes.Stamp(at, origin, messageId));
        }

        return attributes;
    }
}
