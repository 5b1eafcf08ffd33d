using System.Text.Json;
using LeadScoring.Api.Leads.Replay;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Plays a period of the log back under two models.</summary>
internal sealed class PeriodTrial(TriedModels models, DateTimeOffset from, DateTimeOffset to) : Trial
{
    private readonly PeriodTally _tally = new(models);

    public override async Task<IReadOnlyList<FoundFlip>> LookAtLeadsAsync(NpgsqlConnection connection, IReadOnlyList<TriedLead> leads, CancellationToken cancellationToken)
    {
        var logs = await ManyLogs.ReadAsync(connection, [.. leads.Select(lead => lead.Identities)], models.Layout, to, cancellationToken);
        List<FoundFlip> flips = [];
        List<ComparedLead> compared = [];
        foreach (var (lead, log) in leads.Zip(logs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ComparedLead.Of(models, log, from, to) is not { } each)
            {
                continue;
            }

            compared.Add(each);
            if (each.FirstDifference is { } difference)
            {
                flips.Add(new FoundFlip(lead.Key.LeadId, each.FlipKind, difference));
            }
        }

        compared.ForEach(_tally.Add);
        return flips;
    }

    public override string ResultWith(long skippedLeads, long skippedAccounts) => JsonSerializer.Serialize(_tally.Result(skippedLeads), JsonSerializerOptions.Web);
}
