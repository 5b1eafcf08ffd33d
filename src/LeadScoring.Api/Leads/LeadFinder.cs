using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>Finds the lead that somebody means by any of its ids.</summary>
internal static class LeadFinder
{
    /// <summary>The row of the lead that an identity belongs to; null when nothing was ever received under the identity.</summary>
    /// <exception cref="StaleModelsException">The lead was scored by somebody who knows newer models.</exception>
    public static async Task<LeadRow?> FindLeadAsync(this NpgsqlConnection connection, Identity identity, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var key = LeadKey.Of(identity);
        var rows = await connection.ReadLeadsAsync([key], cancellationToken);
        if (rows is [{ Link: not null }])
        {
            key = (await connection.ReadPathsAsync([key], cancellationToken)).LeadOf(key);
            rows = await connection.ReadLeadsAsync([key], cancellationToken);
        }

        if (rows is not [{ Score: { } score } row])
        {
            return null;
        }

        return score.Activation > models.Current.Activation ? throw new StaleModelsException() : row;
    }
}
