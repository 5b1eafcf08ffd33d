namespace LeadScoring.Domain.Leads;

/// <summary>
/// Who is linked to whom. An identity has at most one link, the smallest that was ever sent (see <see cref="Link.CompareTo"/>), so
/// a device that two people share belongs to the first of them and makes no lead of the two. Links lead from identity to identity
/// to the one that names the lead. Links in any order of arrival give the same leads.
/// </summary>
/// <remarks>Mutable, and not safe for use by several threads at once. It knows the links that it was told, and no others.</remarks>
public sealed class IdentityLinks
{
    private readonly Dictionary<Identity, Link> _links = [];
    private readonly Dictionary<Identity, DateTimeOffset> _unlinked = [];

    /// <summary>Whether nobody is linked to anybody.</summary>
    public bool IsEmpty => _links.Count == 0;

    /// <summary>All links, in no particular order.</summary>
    public IEnumerable<Link> All => _links.Values;

    /// <summary>The link of an identity, or null.</summary>
    public Link? this[Identity identity] => _links.GetValueOrDefault(identity);

    /// <summary>When an identity was last taken out of a lead, or null.</summary>
    public DateTimeOffset? UnlinkedAt(Identity identity) => _unlinked.TryGetValue(identity, out var at) ? at : null;

    /// <summary>Whether a link would change anything: it is smaller than the present one, and no unlinking stands against it.</summary>
    public bool WouldAdd(Link link) =>
        link.IsUsable
        && (!_unlinked.TryGetValue(link.From, out var unlinked) || (link.IsAlias && (link.ReceivedAt ?? link.At) > unlinked))
        && (!_links.TryGetValue(link.From, out var present) || link.CompareTo(present) < 0);

    /// <summary>Adds a link where it changes anything.</summary>
    /// <returns>Whether it did.</returns>
    public bool Add(Link link)
    {
        var isNew = WouldAdd(link);
        if (isNew)
        {
            _links[link.From] = link;
        }

        return isNew;
    }

    /// <summary>
    /// Takes an identity out of its lead. From then on only an alias that is received later links it again: whoever unlinks a device does not want
    /// its next event to undo that.
    /// </summary>
    public void Unlink(Identity identity, DateTimeOffset at)
    {
        _links.Remove(identity);
        _unlinked[identity] = at;
    }

    /// <summary>Takes in what is stored of an identity.</summary>
    public void Restore(Identity identity, Link? link, DateTimeOffset? unlinkedAt)
    {
        if (link is not null)
        {
            _links[identity] = link;
        }

        if (unlinkedAt is { } at)
        {
            _unlinked[identity] = at;
        }
    }

    /// <summary>An identity and all that it is linked to, one after the other, as far as links are known.</summary>
    public IEnumerable<Identity> PathOf(Identity identity)
    {
        HashSet<Identity> seen = [identity];
        yield return identity;
        for (var link = this[identity]; link is not null && seen.Add(link.To); link = this[link.To])
        {
            yield return link.To;
        }
    }

    /// <summary>
    /// The identity that names the lead: the end of the path. Aliases may form a circle; then the greatest link in it does not count, and
    /// its own identity names the lead.
    /// </summary>
    public Identity LeadOf(Identity identity)
    {
        if (this[identity] is null)
        {
            return identity;
        }

        Identity[] path = [.. PathOf(identity)];
        return this[path[^1]] is { } back
            ? path.SkipWhile(each => each != back.To).MaxBy(each => this[each])
            : path[^1];
    }
}
