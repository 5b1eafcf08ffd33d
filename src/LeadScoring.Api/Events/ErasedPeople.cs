using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>What events say of people who were erased.</summary>
internal static class ErasedPeople
{
    /// <summary>Everybody whom an event names.</summary>
    public static IEnumerable<LeadKey> NamedIn(IncomingEvent e) =>
        Linking.LinksIn(e).SelectMany(link => (Identity[])[link.From, link.To]).Select(LeadKey.Of).Prepend(new LeadKey(e.Row.Bucket, e.Row.Identity));

    /// <summary>
    /// What may be stored of an event: nothing of what an erased person did, nor that somebody else is that person. A device of
    /// theirs that somebody else uses is left out of what that one does.
    /// </summary>
    /// <returns>Null for nothing.</returns>
    public static IncomingEvent? Without(HashSet<LeadKey> erased, IncomingEvent e) =>
        !NamedIn(e).Any(erased.Contains) ? e
        : e.Row.Kind == IncomingEvent.Alias || erased.Contains(new LeadKey(e.Row.Bucket, e.Row.Identity)) ? null
        : e with { Row = e.Row.WithoutAnonymousId() };
}
