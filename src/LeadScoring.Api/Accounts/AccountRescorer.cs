using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>
/// The only writer of accounts' scores. An account's facts are put together from those of its leads each time; what they were before
/// is not kept. So time is settled exactly unless news came first: then the crossing is dated by the news.
/// </summary>
internal sealed class AccountRescorer(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>Brings an account's score up to now, unless somebody else is doing so.</summary>
    public Task<bool> RescoreAsync(string accountId, CancellationToken cancellationToken) =>
        transactions.WriteAsync((connection, ct) => RescoreAsync(connection, accountId, ct), cancellationToken);

    private async Task<bool> RescoreAsync(NpgsqlConnection connection, string accountId, CancellationToken cancellationToken)
    {
        if (!await connection.TryClaimAccountAsync(accountId, cancellationToken))
        {
            return false;
        }

        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var notes = await connection.ReadNotesAsync(accountId, cancellationToken);
        var stored = await connection.ReadAccountScoreAsync(accountId, cancellationToken);
        var facts = await connection.ReadAccountFactsAsync(models, accountId, now, cancellationToken);
        // News that was committed since may be in the facts already; then its note is there as well, and stays for the next time.
        var hasNews = notes.Length > 0 || (await connection.ReadNotesAsync(accountId, cancellationToken)).Length > 0;
        var (row, transitions) = Settle(stored, facts, models, now, hasNews);
        await WriteAsync(connection, stored, row, transitions, notes, now, cancellationToken);
        return true;
    }

    /// <summary>The row as it should be. Pure.</summary>
    /// <param name="stored">The row; null for none yet.</param>
    /// <param name="facts">What the account is made of now.</param>
    /// <param name="models">The models.</param>
    /// <param name="now">The clock.</param>
    /// <param name="hasNews">Whether the facts differ from those that the row was made of. A version that was raised without a note brought no news.</param>
    /// <exception cref="StaleModelsException">The row was written by somebody who knows newer models.</exception>
    public static (AccountScore Row, IReadOnlyList<Transition> Transitions) Settle(AccountScore? stored, AccountFacts facts, ModelSnapshot models, DateTimeOffset now, bool hasNews)
    {
        if (stored?.Activation > models.Current.Activation)
        {
            throw new StaleModelsException();
        }

        var accountId = facts.Account.Id!;
        var keeping = new ScoreKeeping(AccountSubject.KeyOf(accountId), stored ?? New(accountId, models.Current, now), now);
        if (stored is not null && !hasNews)
        {
            var old = models.ByActivation[stored.Activation];
            keeping.SettleTime(old, facts.Facts);
            keeping.Evaluate(models.Current, facts.Facts, facts.Account, TransitionCause.Model, at => ScoringEngine.Evaluate(old.Model, facts.Facts, at).Contributions, null);
        }
        else
        {
            keeping.Evaluate(models.Current, facts.Facts, facts.Account, CauseOf(stored, facts, models, now), _ => LinesOf(stored), null);
        }

        var evaluation = ScoringEngine.Evaluate(models.Current.Model, facts.Facts, keeping.Row.AsOf);
        return ((AccountScore)keeping.Row with
        {
            ValidUntil = facts.ValidUntilWith(keeping.Row.ValidUntil),
            Leads = facts.People.Count,
            ActiveLeads = facts.People.Active,
            KeyActions = facts.People.KeyActions,
            Champion = facts.People.Champion?.Lead.Key,
            Buyer = facts.People.EconomicBuyer?.Lead.Key,
            Contributions = JsonSerializer.Serialize(evaluation.Contributions.Select(StoredLine.Of)),
            LastTransition = (stored?.LastTransition ?? 0) + keeping.Transitions.Count,
        }, keeping.Transitions);
    }

    /// <summary>What kind of news made the score new. Notes do not say: where only fit differs it is attributes of the company.</summary>
    private static string CauseOf(AccountScore? stored, AccountFacts facts, ModelSnapshot models, DateTimeOffset now)
    {
        if (stored is not null && stored.Activation != models.Current.Activation)
        {
            return TransitionCause.Model;
        }

        var numbers = ScoringEngine.Score(models.Current.Model, facts.Facts, now);
        return numbers.Fit.Hundredths != (stored?.Fit ?? 0) && numbers.Behavior.Hundredths == (stored?.Behavior ?? 0) ? TransitionCause.Attributes : TransitionCause.Event;
    }

    private static AccountScore New(string accountId, ActiveModel model, DateTimeOffset now) => new()
    {
        Bucket = Bucket.Of(accountId),
        AccountId = accountId,
        ModelKey = model.Model.Key,
        FitTier = model.Model.FitTiers[0].Key,
        BehaviorTier = model.Model.BehaviorTiers[0].Key,
        Band = model.Model.Bands[0].Key,
        AsOf = now,
        ChangedAt = now,
    };

    private static async Task WriteAsync(NpgsqlConnection connection, AccountScore? stored, AccountScore row, IReadOnlyList<Transition> transitions, long[] notes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (notes.Length > 0)
        {
            batch.BatchCommands.Add(AccountScoreStatements.DeleteNotes(row.AccountId!, notes));
        }

        var isNews = stored is null || !stored.SaysTheSameAs(row);
        var isSame = stored is not null && stored with { AsOf = row.AsOf } == row;
        foreach (var command in isSame ? [] : AccountScoreStatements.WriteScore(isNews ? row with { ChangedAt = now } : row, isNews))
        {
            batch.BatchCommands.Add(command);
        }

        if (transitions.Count > 0)
        {
            batch.BatchCommands.Add(TransitionStatements.InsertTransitions([.. transitions.Select((transition, i) => transition with { Sequence = (stored?.LastTransition ?? 0) + 1 + i })]));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static IReadOnlyList<Contribution> LinesOf(AccountScore? stored) =>
        stored is null ? [] : [.. JsonSerializer.Deserialize<StoredLine[]>(stored.Contributions)!.Select(line => line.ToContribution())];

    /// <summary>A line of points as it is kept.</summary>
    private sealed record StoredLine(string Criterion, string Label, string Layer, int Hundredths)
    {
        public static StoredLine Of(Contribution line) => new(line.Criterion, line.Label, line.Layer, line.Points.Hundredths);

        public Contribution ToContribution() => new(Criterion, Label, new Points(Hundredths), Layer, Evidence.None);
    }
}
