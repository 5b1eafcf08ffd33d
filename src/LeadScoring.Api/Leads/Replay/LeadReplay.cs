using System.Runtime.InteropServices;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>The score from an instant on, until the next step.</summary>
/// <param name="At">The instant.</param>
/// <param name="Numbers">The score.</param>
internal readonly record struct ReplayStep(DateTimeOffset At, ScoreNumbers Numbers);

/// <summary>
/// Plays a lead's log back in the order of its times, under one model: what the score was at each instant, and what was known then.
/// Every read of the past comes by here, so they all agree. Pure, and good for one pass.
/// </summary>
internal sealed class LeadReplay(ScoringModel model, DigestLayout layout, LeadLog log)
{
    private readonly Digest _digest = new(layout);
    private readonly Attributes _attributes = new();
    private readonly Dictionary<string, Attributes> _accounts = new(StringComparer.Ordinal);
    private readonly List<ProductEvent> _moment = [];
    private LeadFacts? _facts;
    private bool _isPql;
    private int _next;

    /// <summary>What was known at the last step.</summary>
    public LeadFacts Facts => _facts ??= new LeadFacts(new LeadProfile(_attributes, AccountId is { } id && _accounts.TryGetValue(id, out var account) ? account : new Attributes()), _digest);

    /// <summary>The account that the lead belonged to at the last step.</summary>
    public string? AccountId => AccountRecord.IdIn(_attributes);

    /// <summary>Since when the lead was a PQL at the last step, or since when it was none any more; null when it never was.</summary>
    public DateTimeOffset? PqlSince { get; private set; }

    /// <summary>
    /// The score at each instant, up to the last one (included), at which something happens or time may change it, from the lead's first
    /// entry on. Between two steps it is the same.
    /// </summary>
    public IEnumerable<ReplayStep> Walk(DateTimeOffset until)
    {
        for (var at = log.FirstAt; at <= until;)
        {
            TakeIn(at.Value);
            var numbers = ScoringEngine.Score(model, Facts, at.Value);
            if (numbers.IsPql != _isPql)
            {
                (_isPql, PqlSince) = (numbers.IsPql, at);
            }

            yield return new ReplayStep(at.Value, numbers);
            at = Earlier(_next < log.Entries.Count ? log.Entries[_next].At : null, numbers.ValidUntil);
        }
    }

    /// <summary>Walks to the last step at or before the instant.</summary>
    public void PlayTo(DateTimeOffset until)
    {
        foreach (var _ in Walk(until))
        {
            // What it comes to is in the facts.
        }
    }

    /// <summary>Takes in whatever happened up to the instant, moment by moment.</summary>
    private void TakeIn(DateTimeOffset until)
    {
        while (_next < log.Entries.Count && log.Entries[_next].At is var at && at <= until)
        {
            _moment.Clear();
            for (; _next < log.Entries.Count && log.Entries[_next].At == at; _next++)
            {
                TakeIn(log.Entries[_next]);
            }

            if (_moment.Count > 0)
            {
                _digest.FoldNext(CollectionsMarshal.AsSpan(_moment));
            }
        }
    }

    private void TakeIn(ReplayEntry entry)
    {
        if (entry.Event is { } productEvent)
        {
            _moment.Add(productEvent);
        }

        if (entry.Write is not { } write)
        {
            return;
        }

        _facts = null;
        AttributePayload.Apply(write.Payload, write.AccountId is { } id ? AccountOf(id) : _attributes, write.Stamp);
    }

    private Attributes AccountOf(string id) => _accounts.TryGetValue(id, out var account) ? account : _accounts[id] = new Attributes();

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
