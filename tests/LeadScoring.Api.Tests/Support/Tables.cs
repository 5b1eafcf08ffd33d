using LeadScoring.Api.Accounts;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Support;

/// <summary>What the tables say of one lead, for what HTTP does not show.</summary>
internal static class Tables
{
    public static async Task<byte[]> DigestOfAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.Leads.Where(lead => lead.LeadId == key).Select(lead => lead.Digest).SingleAsync();
    }

    public static async Task<LeadScore> ScoreRowOfAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.LeadScores.AsNoTracking().SingleAsync(score => score.LeadId == key);
    }

    /// <summary>The crossings of a lead in their order.</summary>
    public static async Task<List<Transition>> TransitionsOfAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.Transitions.AsNoTracking().Where(transition => transition.LeadId == key).OrderBy(transition => transition.Sequence).ToListAsync();
    }

    /// <summary>The crossings of an account in their order.</summary>
    public static async Task<List<Transition>> TransitionsOfAccountAsync(this TestDatabase database, string accountId)
    {
        await using var db = database.OpenContext();
        var key = AccountSubject.KeyOf(accountId).LeadId;
        return await db.Transitions.AsNoTracking().Where(transition => transition.LeadId == key).OrderBy(transition => transition.Sequence).ToListAsync();
    }

    public static async Task<int> CountEventsAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.Events.CountAsync(e => e.Identity == key);
    }

    /// <summary>How often transactions stood in each other's way. A second try of the service would hide it.</summary>
    public static async Task<long> CountDeadlocksAsync(this TestDatabase database)
    {
        await using var db = database.OpenContext();
        return await db.Database.SqlQuery<long>($"""SELECT deadlocks AS "Value" FROM pg_stat_database WHERE datname = current_database()""").SingleAsync();
    }

    /// <summary>Whom the lead's events are from.</summary>
    public static async Task<List<string>> SourcesAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.Events.Where(e => e.Identity == key).Select(e => e.Source).ToListAsync();
    }

    /// <summary>The ids of all product events.</summary>
    public static async Task<List<string>> MessageIdsAsync(this TestDatabase database)
    {
        await using var db = database.OpenContext();
        return await db.Events.Where(e => e.Kind == "track").Select(e => e.MessageId).ToListAsync();
    }

    /// <summary>Which version of the score row PostgreSQL holds: another transaction or place means it was written.</summary>
    public static async Task<string> ScoreRowVersionOfAsync(this TestDatabase database, string leadId)
    {
        await using var db = database.OpenContext();
        var key = KeyOf(leadId);
        return await db.Database.SqlQuery<string>($"""SELECT xmin || ' ' || ctid AS "Value" FROM lead_scores WHERE lead_id = {key}""").SingleAsync();
    }

    private static string KeyOf(string leadId) => Identity.FromPath(leadId).Key;
}
