using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Changes;

/// <summary>
/// From where on the feed of changes counts: the position of a row is this base plus the number of the transaction that wrote it.
/// There is one row.
/// </summary>
public sealed class FeedOrigin
{
    /// <summary>Always 1.</summary>
    public short Id { get; init; }

    /// <summary>0, and more where the database was restored into a server whose transactions count from lower numbers on.</summary>
    public long Base { get; init; }

    /// <summary>
    /// Raises the base where positions are ahead of this server's transactions, as after a restore from a dump: else whatever is
    /// written next would stand before the places that readers have reached.
    /// </summary>
    internal static Task CatchUpAsync(LeadScoringDbContext db) => db.Database.ExecuteSqlAsync(
        $"""
        UPDATE feed_origin SET base = reached.position - pg_current_xact_id()::text::bigint + 1
        FROM (SELECT greatest((SELECT max(position) FROM lead_scores), (SELECT max(position) FROM account_scores), (SELECT max(position) FROM transitions), (SELECT max(position) FROM webhook_progress)) AS position) AS reached
        WHERE reached.position >= base + pg_current_xact_id()::text::bigint
        """);
}
