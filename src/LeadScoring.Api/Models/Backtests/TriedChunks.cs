using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Cuts leads into chunks whose logs can be held in memory.</summary>
internal static class TriedChunks
{
    /// <summary>Events of a lead whose digest does not say how many it has: so few of them are read at once.</summary>
    private const int AssumedEvents = 1_000;

    /// <summary>Chunks in the order of the leads, each of at most so many events; a lead with more is alone.</summary>
    public static IEnumerable<IReadOnlyList<TriedLead>> Of(IEnumerable<TriedLead> leads, int mostEvents)
    {
        List<TriedLead> chunk = [];
        var events = 0L;
        foreach (var lead in leads)
        {
            if (chunk.Count > 0 && events + EventsOf(lead) > mostEvents)
            {
                yield return chunk;
                (chunk, events) = ([], 0);
            }

            chunk.Add(lead);
            events += EventsOf(lead);
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private static int EventsOf(TriedLead lead) => lead.Events ?? AssumedEvents;
}

/// <summary>A lead to be looked at.</summary>
/// <param name="Key">The lead.</param>
/// <param name="Identities">All its identities, its own first.</param>
/// <param name="Events">How many events its log has; null: nobody knows.</param>
internal sealed record TriedLead(LeadKey Key, IReadOnlyList<LeadKey> Identities, int? Events)
{
    public static TriedLead Of(LeadRow row) => new(row.Key, [row.Key, .. row.Identities.Select(LeadKey.OfKey)], DigestCodec.EventsOf(row.Digest));
}
