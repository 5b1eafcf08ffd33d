using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>Follows links through the database, step by step: the identities of a lead lie in buckets of their own.</summary>
internal static class LinkPaths
{
    /// <summary>The links of these identities and of all that they lead to.</summary>
    public static async Task<IdentityLinks> ReadPathsAsync(this NpgsqlConnection connection, IEnumerable<LeadKey> identities, CancellationToken cancellationToken)
    {
        var links = new IdentityLinks();
        HashSet<LeadKey> asked = [.. identities];
        for (List<LeadKey> next = [.. asked]; next.Count > 0;)
        {
            var stored = await connection.ReadLinksAsync(next, cancellationToken);
            links.Restore(stored);
            next = [.. stored.Where(each => each.Link is not null).Select(each => LeadKey.Of(each.Link!.To)).Where(asked.Add)];
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
