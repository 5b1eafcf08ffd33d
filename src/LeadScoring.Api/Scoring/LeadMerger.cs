using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// Carries out what links have changed. To a lead that gains identities their logs are events and attributes that arrive late; a
/// lead that loses some is folded afresh from what it keeps. So linked identities score as one lead from the start would.
/// </summary>
internal static class LeadMerger
{
    /// <summary>Ends the leads that have become parts of others, and notes for the others what there is to take in.</summary>
    /// <returns>The identities whose new entries come with their logs, so that they must not be taken in once more.</returns>
    public static async Task<HashSet<LeadKey>> MergeAsync(NpgsqlConnection connection, LockedLeads locked, Dictionary<LeadKey, LeadWork> leads, CancellationToken cancellationToken)
    {
        foreach (var (lead, work) in leads.Where(each => !locked.IsLead(each.Key)))
        {
            work.MergeInto(locked.LeadOf(lead));
        }

        foreach (var group in locked.Groups)
        {
            leads[group.Lead].Record.Identities = group.Identities;
            if (group.IsAfresh)
            {
                leads[group.Lead].Refold();
            }
        }

        var gains = locked.Groups.Where(group => !group.IsAfresh).SelectMany(group => group.Gained.Select(identity => (Identity: identity, group.Lead))).ToList();
        await TakeLogsAsync(connection, gains, leads, cancellationToken);
        return [.. gains.Select(gain => gain.Identity), .. locked.Groups.Where(group => group.IsAfresh).SelectMany(group => group.Identities)];
    }

    private static async Task TakeLogsAsync(NpgsqlConnection connection, List<(LeadKey Identity, LeadKey Lead)> gains, Dictionary<LeadKey, LeadWork> leads, CancellationToken cancellationToken)
    {
        if (gains.Count == 0)
        {
            return;
        }

        await foreach (var (lead, log) in connection.ReadLogsAsync(gains, cancellationToken))
        {
            leads[lead].Take(log, TransitionCause.Merge);
        }
    }
}
