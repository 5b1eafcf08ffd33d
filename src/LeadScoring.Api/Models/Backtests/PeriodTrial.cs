using System.Text.Json;
using LeadScoring.Api.Leads.Replay;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Plays a period of the log back under two models.</summary>
/// <param name="models">The models.</param>
/// <param name="from">The period's first instant.</param>
/// <param name="to">Its last.</param>
/// <param name="mostRows">See <see cref="ManyLogs"/>.</param>
internal sealed class PeriodTrial(TriedModels models, DateTimeOffset from, DateTimeOffset to, int mostRows) : Trial
{
    private readonly PeriodTally _tally = new(models);

    public override async Task<IReadOnlyList<FoundFlip>> LookAtLeadsAsync(NpgsqlConnection connection, IReadOnlyList<TriedLead> leads, CancellationToken cancellationToken)
    {
        var compared = new ComparedLead?[leads.Count];
        await foreach (var (lead, log) in new ManyLogs(connection, models.Layout, to, mostRows).ReadAsync([.. leads.Select(lead => lead.Identities)], cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            compared[lead] = ComparedLead.Of(models, log, from, to);
        }

        List<FoundFlip> flips = [];
        foreach (var (lead, each) in leads.Zip(compared))
        {
            if (each is null)
            {
                continue;
            }

            _tally.Add(each);
            if (each.FirstDifference is { } difference)
            {
                flips.Add(new FoundFlip(lead.Key.LeadId, each.FlipKind, difference));
            }
        }

        return flips;
    }

    public override string ResultWith(long skippedLeads, long skippedAccounts) => JsonSerializer.Serialize(_tally.Result(skippedLeads), JsonSerializerOptions.Web);
}
