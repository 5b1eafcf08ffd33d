using System.Runtime.InteropServices;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Takes a lead's log in, in the order of its times, and knows what was known then. Pure, and good for one pass.</summary>
internal sealed class LogPlayback(DigestLayout layout, LeadLog log)
{
    private readonly Digest _digest = new(layout);
    private readonly Attributes _attributes = new();
    private readonly Dictionary<string, Attributes> _accounts = new(StringComparer.Ordinal);
    private readonly List<ProductEvent> _moment = [];
    private readonly IReadOnlyList<ReplayEntry>[] _parts = [log.Entries, .. log.OfAccounts];
    private readonly int[] _next = new int[1 + log.OfAccounts.Count];
    private LeadFacts? _facts;

    /// <summary>What is known by what has been taken in.</summary>
    public LeadFacts Facts => _facts ??= new LeadFacts(new LeadProfile(_attributes, AccountId is { } id && _accounts.TryGetValue(id, out var account) ? account : new Attributes()), _digest);

    /// <summary>The account that the lead belongs to.</summary>
    public string? AccountId => AccountRecord.IdIn(_attributes);

    /// <summary>When the next entry happened; null when all have been taken in.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            DateTimeOffset? next = null;
            for (var part = 0; part < _parts.Length; part++)
            {
                next = LeadReplay.Earlier(next, NextOf(part)?.At);
            }

            return next;
        }
    }

    /// <summary>Takes in whatever happened up to the instant (included), moment by moment.</summary>
    public void TakeIn(DateTimeOffset until)
    {
        while (NextAt is { } at && at <= until)
        {
            _moment.Clear();
            for (var part = 0; part < _parts.Length; part++)
            {
                for (; NextOf(part) is { } entry && entry.At == at; _next[part]++)
                {
                    TakeIn(entry);
                }
            }

            if (_moment.Count > 0)
            {
                _digest.FoldNext(CollectionsMarshal.AsSpan(_moment));
            }
        }
    }

    private ReplayEntry? NextOf(int part) => _next[part] < _parts[part].Count ? _parts[part][_next[part]] : null;

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
}
