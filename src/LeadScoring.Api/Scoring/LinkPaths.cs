using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>Follows links through the database, step by step: the identities of a lead lie in buckets of their own.</summary>
internal static class LinkPaths
{
    /// <summary>The links of these identities and of all that they lead to.</summary>
    public static async Task<IdentityLinks> ReadPathsAsync(this NpgsqlConnection connection, IEnumerable<LeadKey> identities, CancellationToken cancellationToken)
    {
        LeadKey[] first = [.. identities.Distinct()];
        return await connection.ReadPathsAsync(new FirstLinks(first, await connection.ReadLinksAsync(first, cancellationToken)), static _ => true, cancellationToken);
    }

    /// <summary>The paths that begin with links which were read already.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="first">Where they begin.</param>
    /// <param name="mayBeLinked">Whether to look for the links of an identity on the way.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task<IdentityLinks> ReadPathsAsync(this NpgsqlConnection connection, FirstLinks first, Func<LeadKey, bool> mayBeLinked, CancellationToken cancellationToken)
    {
        var links = new IdentityLinks();
        HashSet<LeadKey> asked = [.. first.Asked];
        for (var stored = first.Found; stored.Count > 0;)
        {
            links.Restore(stored);
            LeadKey[] next = [.. stored.Where(each => each.Link is not null).Select(each => LeadKey.Of(each.Link!.To)).Where(asked.Add).Where(mayBeLinked)];
            stored = next.Length == 0 ? [] : await connection.ReadLinksAsync(next, cancellationToken);
        }

        return links;
    }

    /// <summary>The lead of an identity.</summary>
    public static LeadKey LeadOf(this IdentityLinks links, LeadKey identity)
    {
        if (links.IsEmpty)
        {
            return identity;
        }

        var self = Identity.FromKey(identity.LeadId);
        var lead = links.LeadOf(self);
        return lead == self ? identity : LeadKey.Of(lead);
    }

    /// <summary>An identity and all that it is linked to.</summary>
    public static IEnumerable<LeadKey> PathOf(this IdentityLinks links, LeadKey identity) =>
        links.IsEmpty ? [identity] : links.PathOf(Identity.FromKey(identity.LeadId)).Select(LeadKey.Of);

    /// <summary>Whether an identity is at either end of a link.</summary>
    public static bool Joins(this IdentityLinks links, LeadKey identity) => Identity.FromKey(identity.LeadId) is var self && links.All.Any(link => link.From == self || link.To == self);

    /// <summary>Takes in what is stored.</summary>
    public static void Restore(this IdentityLinks links, IEnumerable<StoredLink> stored)
    {
        foreach (var each in stored)
        {
            links.Restore(Identity.FromKey(each.Key.LeadId), each.Link, each.UnlinkedAt);
        }
    }
}

/// <summary>The first step of paths.</summary>
/// <param name="Asked">The identities of which the links were asked for.</param>
/// <param name="Found">The links that they have.</param>
internal sealed record FirstLinks(IReadOnlyCollection<LeadKey> Asked, List<StoredLink> Found);
