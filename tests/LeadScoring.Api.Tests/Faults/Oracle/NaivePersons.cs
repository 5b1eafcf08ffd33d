namespace LeadScoring.Api.Tests.Faults.Oracle;

/// <summary>Who is who, read off the words of docs/intake.md over everything that was ever sent. Identities are <c>user:ID</c> or <c>anon:ID</c>.</summary>
internal sealed class NaivePersons
{
    /// <summary>Of each identity the one that it is linked to, and the place of that link among all: the smaller was said earlier.</summary>
    private readonly Dictionary<string, (string To, int Place)> _links = new(StringComparer.Ordinal);

    public NaivePersons(IReadOnlyCollection<LedgerItem> items)
    {
        var said = items.SelectMany(LinksIn)
            .OrderBy(link => link.At).ThenBy(link => link.MessageId, StringComparer.Ordinal).ThenBy(link => link.To, StringComparer.Ordinal).ToList();
        for (var i = 0; i < said.Count; i++) _links.TryAdd(said[i].From, (said[i].To, i));
        Identities = [.. items.Select(item => item.Sender).Concat(said.Select(link => link.From)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Everybody who was seen, be it only as the former id of somebody.</summary>
    public IReadOnlyList<string> Identities { get; }

    /// <summary>The identity that names the lead: the last one that links lead to. In a circle the link that was said last does not count.</summary>
    public string LeadOf(string identity)
    {
        List<string> path = [identity];
        while (_links.TryGetValue(path[^1], out var link))
        {
            if (path.IndexOf(link.To) is >= 0 and var begin) return path[begin..].MaxBy(each => _links[each].Place)!;
            path.Add(link.To);
        }

        return path[^1];
    }

    private static IEnumerable<(string From, string To, DateTimeOffset At, string MessageId)> LinksIn(LedgerItem item)
    {
        if (item is { UserId: not null, AnonymousId: not null, IsPut: false }) yield return ("anon:" + item.AnonymousId, item.Sender, item.Timestamp, item.MessageId);
        if (item.Type != LedgerItem.Alias) yield break;

        foreach (var kind in (string[])["user:", "anon:"])
            if (kind + item.PreviousId != item.Sender) yield return (kind + item.PreviousId, item.Sender, item.Timestamp, item.MessageId);
    }
}
