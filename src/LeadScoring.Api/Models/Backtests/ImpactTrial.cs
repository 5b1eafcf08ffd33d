using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>
/// Does what the writers of scores would do if the model were published now, and counts instead of writing. Digests that hold all its
/// signals are taken as they are; else the logs are folded afresh, as the backfill would.
/// </summary>
/// <param name="models">The model that is tried, and the one it is compared with.</param>
/// <param name="published">What would be in force then.</param>
/// <param name="messages">Counts who would be told.</param>
/// <param name="now">The clock.</param>
internal sealed class ImpactTrial(TriedModels models, ModelSnapshot published, MessageTally messages, DateTimeOffset now) : Trial
{
    private readonly ImpactTally _tally = new(models, messages);
    private readonly ActiveModel _model = published.InForceAs(models.After.Model.Key)!;

    public override bool LooksAtAccounts => true;

    public override async Task<IReadOnlyList<FoundFlip>> LookAtLeadsAsync(NpgsqlConnection connection, IReadOnlyList<TriedLead> leads, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadLeadsAsync([.. leads.Select(lead => lead.Key)], cancellationToken);
        // Under an identity without a score nothing was ever received.
        var records = await new LeadLoader(published, connection).OpenAsync(rows.FindAll(row => row.Score is not null), lockAccounts: false, static _ => false, now, cancellationToken);
        List<FoundFlip> flips = [];
        List<ImpactOnLead> impacts = [];
        foreach (var record in records)
        {
            var (facts, keeping) = (record.Facts, record.Settle(published, _model, now));
            var asOf = keeping.Row.AsOf;
            var (before, after) = (ScoringEngine.Score(models.Before.Model, facts, asOf), ScoringEngine.Score(models.After.Model, facts, asOf));
            impacts.Add(new ImpactOnLead(before, after, [.. keeping.Keeping.Transitions.Where(IsOfTheModel)], record.Account.Id));
            if (before.IsPql != after.IsPql)
            {
                flips.Add(new FoundFlip(record.Key.LeadId, after.IsPql ? FlipKind.BecomesPql : FlipKind.StopsBeingPql, FlipDetails.Of(models.Before.Model, models.After.Model, facts, asOf)));
            }
        }

        impacts.ForEach(_tally.Add);
        return flips;
    }

    public override async Task LookAtAccountsAsync(NpgsqlConnection connection, IReadOnlyList<LeadKey> accounts, CancellationToken cancellationToken)
    {
        List<(string AccountId, Transition[] Transitions)> impacts = [];
        foreach (var account in accounts)
        {
            var stored = await connection.ReadAccountScoresAsync(account.LeadId, cancellationToken);
            var facts = await connection.ReadAccountFactsAsync(published, account.LeadId, [_model], now, cancellationToken);
            var hasNews = (await connection.ReadNotesAsync(account.LeadId, cancellationToken)).Length > 0;
            impacts.Add((account.LeadId, [.. AccountRescorer.Settle(stored, facts, published, _model, now, hasNews).Transitions.Where(IsOfTheModel)]));
        }

        impacts.ForEach(each => _tally.AddAccount(each.AccountId, each.Transitions));
    }

    public override string ResultWith(long skippedLeads, long skippedAccounts) => JsonSerializer.Serialize(_tally.Result(skippedLeads, skippedAccounts), JsonSerializerOptions.Web);

    /// <summary>What time had done already is noted whether the model is published or not.</summary>
    private static bool IsOfTheModel(Transition transition) => transition.Cause == TransitionCause.Model;
}
