using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>Finds the leads that are meant by any of their ids.</summary>
internal static class LeadFinder
{
    /// <summary>The row of the lead that an identity belongs to; null when nothing was ever received under the identity.</summary>
    /// <exception cref="StaleModelsException">The lead was scored by somebody who knows newer models.</exception>
    public static async Task<LeadRow?> FindLeadAsync(this NpgsqlConnection connection, Identity identity, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var key = LeadKey.Of(identity);
        return (await connection.FindLeadsAsync([key], models, cancellationToken)).GetValueOrDefault(key);
    }

    /// <summary>The rows of the leads that identities belong to, by identity; without those under which nothing was ever received.</summary>
    /// <exception cref="StaleModelsException">A lead was scored by somebody who knows newer models.</exception>
    public static async Task<Dictionary<LeadKey, LeadRow>> FindLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var rows = (await connection.ReadLeadsAsync(identities, cancellationToken)).ToDictionary(row => row.Key);
        LeadKey[] linked = [.. rows.Values.Where(row => row.Link is not null).Select(row => row.Key)];
        if (linked.Length > 0)
        {
            var links = await connection.ReadPathsAsync(linked, cancellationToken);
            var leads = (await connection.ReadLeadsAsync([.. linked.Select(links.LeadOf).Distinct()], cancellationToken)).ToDictionary(row => row.Key);
            Array.ForEach(linked, identity => rows[identity] = leads[links.LeadOf(identity)]);
        }

        return rows.Values.Any(row => row.Score?.Activation > models.Current.Activation)
            ? throw new StaleModelsException()
            : rows.Where(each => each.Value.Score is not null).ToDictionary();
    }
}
