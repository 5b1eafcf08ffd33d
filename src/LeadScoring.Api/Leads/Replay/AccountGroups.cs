namespace LeadScoring.Api.Leads.Replay;

/// <summary>Cuts leads into groups that the logs of their accounts can be held in memory for. Pure.</summary>
internal static class AccountGroups
{
    /// <summary>
    /// The groups, as places in the list. Leads of the same account come one after the other, so that its log is read once, and counts once,
    /// however many members it has.
    /// </summary>
    /// <param name="accounts">The accounts of each lead.</param>
    /// <param name="lengths">How many entries the log of an account has; those that are not named have none.</param>
    /// <param name="most">How many a group may have. An account with more is alone.</param>
    public static IEnumerable<IReadOnlyList<int>> Of(IReadOnlyList<IReadOnlyCollection<string>> accounts, IReadOnlyDictionary<string, long> lengths, int most)
    {
        var (group, held, rows) = (new List<int>(), new HashSet<string>(StringComparer.Ordinal), 0L);
        foreach (var lead in Enumerable.Range(0, accounts.Count).OrderBy(lead => accounts[lead].Min(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            var added = accounts[lead].Where(id => !held.Contains(id)).Sum(id => lengths.GetValueOrDefault(id));
            if (added > 0 && rows > 0 && rows + added > most)
            {
                yield return group;
                (group, held, rows) = ([], new(StringComparer.Ordinal), 0);
                added = accounts[lead].Sum(id => lengths.GetValueOrDefault(id));
            }

            group.Add(lead);
            held.UnionWith(accounts[lead]);
            rows += added;
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }
}
