using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Leads that somebody else has locked.</summary>
internal static class HeldLeads
{
    /// <summary>Holds a lead until disposed of, so that whoever is to write it has to wait.</summary>
    public static async Task<NpgsqlConnection> HoldAsync(this TestDatabase database, string identity)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT 1 FROM leads WHERE bucket = $1 AND lead_id = $2 FOR UPDATE", connection) { Parameters = { new() { Value = Bucket.Of(identity) }, new() { Value = identity } } };
        Assert.Equal(1, await command.ExecuteScalarAsync());
        return connection;
    }

    /// <summary>Comes back when so many sessions wait for locks.</summary>
    public static Task AreWaitingAsync(this TestDatabase database, int least, string expectation = "sessions wait for locks") =>
        Eventually.IsTrueAsync(async () => await database.WaitersAsync() >= least, expectation);

    /// <summary>How many sessions wait for locks.</summary>
    public static async Task<int> WaitersAsync(this TestDatabase database)
    {
        await using var db = database.OpenContext();
        return await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync();
    }
}
