using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>Score rows as they are shown: computed here and now, and not written.</summary>
internal static class ListedScore
{
    /// <summary>The lead's row as a writer would store it now. One that says something new changes by that, and stands behind whatever is written.</summary>
    /// <param name="record">The lead.</param>
    /// <param name="models">The models.</param>
    /// <param name="model">The one that is listed, in force.</param>
    /// <param name="now">The clock.</param>
    /// <param name="position">Where the stored row stands in the feed.</param>
    public static LeadScore RowAsOf(this LeadRecord record, ModelSnapshot models, ActiveModel model, DateTimeOffset now, long position = 0)
    {
        var settled = record.Settle(models, model, now);
        return models.IsNews(settled.Stored, settled.Row) ? settled.Row with { ChangedAt = now, Position = LeadOrder.Unwritten } : settled.Row with { Position = position };
    }
}
