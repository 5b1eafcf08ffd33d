namespace LeadScoring.Domain.Leads;

/// <summary>What an event says about two identities: that they are one person.</summary>
/// <param name="From">An anonymous id, or the former user id of an alias.</param>
/// <param name="To">The user id that it belongs to.</param>
/// <param name="At">The event's time, UTC.</param>
/// <param name="MessageId">The event's message id.</param>
/// <param name="IsAlias">Whether somebody said just that, and not only sent both ids along. Only an alias links two user ids.</param>
/// <param name="ReceivedAt">When the event was received, UTC; null: at its own time.</param>
public sealed record Link(Identity From, Identity To, DateTimeOffset At, string MessageId, bool IsAlias = false, DateTimeOffset? ReceivedAt = null) : IComparable<Link>
{
    /// <summary>
    /// By time, then message id, then the user id, both ordinal: of several links of one identity the smallest counts, so that it
    /// does not matter which one arrives first.
    /// </summary>
    public int CompareTo(Link? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byTime = At.CompareTo(other.At);
        if (byTime != 0)
        {
            return byTime;
        }

        var byMessage = string.CompareOrdinal(MessageId, other.MessageId);
        return byMessage != 0 ? byMessage : To.CompareTo(other.To);
    }

    /// <summary>Whether both ends are ids of somebody. Ids that stand for nobody would make one lead of all who send them.</summary>
    public bool IsUsable => From != To && SharedIds.IsPersonal(From.Value) && SharedIds.IsPersonal(To.Value);
}
