using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>
/// The only writer of accounts' scores. An account's facts are put together from those of its leads each time; what they were before
/// is not kept. So time is settled exactly unless news came first: then the crossing is dated by the news.
/// </summary>
internal sealed class AccountRescorer(Transactions transactions, ModelCatalog catalog, TransitionMetrics metrics, TimeProvider clock)
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
        var stored = await connection.ReadAccountScoresAsync(accountId, cancellationToken);
        var facts = await connection.ReadAccountFactsAsync(models, accountId, models.InForce, now, cancellationToken);
        // News that was committed since may be in the facts already; then its note is there as well, and stays for the next time.
        var hasNews = notes.Length > 0 || (await connection.ReadNotesAsync(accountId, cancellationToken)).Length > 0;
        List<AccountKeeping> keepings = [.. models.InForce.Select(model => Settle(stored, facts, models, model, now, hasNews))];
        var names = await ErasureGate.PassAsync(connection, keepings.SelectMany(keeping => (string?[])[keeping.Row.Champion, keeping.Row.Buyer]).OfType<string>(), cancellationToken);
        await WriteAsync(connection, accountId, models, stored, keepings.ConvertAll(keeping => keeping.Naming(names)), notes, now, cancellationToken);
        metrics.Wrote(TransitionMetrics.Account, keepings.SelectMany(keeping => keeping.Transitions));
        return true;
    }

    /// <summary>The row under one model in force as it should be. Pure.</summary>
    /// <param name="rows">The rows of the account as they are stored.</param>
    /// <param name="facts">What the account is made of now.</param>
    /// <param name="models">The models.</param>
    /// <param name="model">The one that the row is about.</param>
    /// <param name="now">The clock.</param>
    /// <param name="hasNews">Whether the facts differ from those that the row was made of. A version that was raised without a note brought no news.</param>
    /// <exception cref="StaleModelsException">A row was written by somebody who knows newer models.</exception>
    public static AccountKeeping Settle(IReadOnlyList<AccountScore> rows, AccountFacts facts, ModelSnapshot models, ActiveModel model, DateTimeOffset now, bool hasNews)
    {
        if (rows.Any(row => row.Activation > model.Activation))
        {
            throw new StaleModelsException();
        }

        var stored = models.RowFor(model, rows);
        var old = stored is null ? null : models.At(stored.Activation, stored.ModelKey);
        var accountId = facts.Account.Id!;
        var isBehind = rows.Count > 0 && stored?.Activation != model.Activation;
        var keeping = new ScoreKeeping(AccountSubject.KeyOf(accountId), stored ?? New(accountId, model, isBehind && !hasNews ? model.InForceSince(now) : now), now);
        if (hasNews || rows.Count == 0)
        {
            keeping.Evaluate(model, facts.Facts, facts.Account, CauseOf(isBehind, stored, old, facts, model, now), _ => LinesOf(stored), null);
        }
        else
        {
            if (stored is not null)
            {
                keeping.SettleTime(old!, facts.Facts, models.EndOf(stored));
                keeping = models.IsOfAnother(model, stored) ? new ScoreKeeping(AccountSubject.KeyOf(accountId), keeping.Row, now) : keeping;
            }

            if (isBehind)
            {
                keeping.TakeIn(model, facts.Facts, facts.Account, LinesBefore);
            }

            keeping.Evaluate(model, facts.Facts, facts.Account, TransitionCause.Model, LinesBefore, null);
        }

        var (evaluation, people) = (ScoringEngine.Evaluate(model.Model, facts.Facts, keeping.Row.AsOf), facts.People[model.Model.Key]);
        return new AccountKeeping(stored, (AccountScore)keeping.Row with
        {
            ValidUntil = people.ValidUntil is { } until && !(until >= keeping.Row.ValidUntil) ? until : keeping.Row.ValidUntil,
            Leads = people.Count,
            ActiveLeads = people.Active,
            KeyActions = people.KeyActions,
            Champion = people.Champion?.Lead.Key,
            Buyer = people.EconomicBuyer?.Lead.Key,
            Contributions = JsonSerializer.Serialize(evaluation.Contributions.Select(StoredLine.Of)),
        }, keeping.Transitions);

        IReadOnlyList<Contribution> LinesBefore(DateTimeOffset at) => old is null ? [] : ScoringEngine.Evaluate(old.Model, facts.Facts, at).Contributions;
    }

    /// <summary>
    /// What made the score new, where there is news. Notes do not say of what kind: where only fit differs it is attributes of the
    /// company. A newer model did it where the news alone crosses no line under the old one.
    /// </summary>
    private static string CauseOf(bool isBehind, AccountScore? stored, ActiveModel? old, AccountFacts facts, ActiveModel model, DateTimeOffset now)
    {
        if (isBehind && !(stored is not null && old!.Crosses(stored, ScoringEngine.Score(old.Model, facts.Facts, now))))
        {
            return TransitionCause.Model;
        }

        var numbers = ScoringEngine.Score(model.Model, facts.Facts, now);
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

    private static async Task WriteAsync(NpgsqlConnection connection, string accountId, ModelSnapshot models, List<AccountScore> stored, List<AccountKeeping> keepings, long[] notes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (notes.Length > 0)
        {
            batch.BatchCommands.Add(AccountScoreStatements.DeleteNotes(accountId, notes));
        }

        var last = stored.Select(row => row.LastTransition).DefaultIfEmpty(0).Max();
        Transition[] transitions = [.. keepings.SelectMany(keeping => keeping.Transitions).Select((transition, i) => transition with { Sequence = last + 1 + i })];
        foreach (var (before, made, _) in keepings)
        {
            var row = made with { LastTransition = last + transitions.Length };
            var isNews = models.IsNews(before, row);
            if (before is null || before with { AsOf = row.AsOf } != row)
            {
                batch.BatchCommands.Add(AccountScoreStatements.WriteScore(isNews ? row with { ChangedAt = now } : row, isNews));
            }
        }

        if (stored.Exists(row => keepings.TrueForAll(keeping => keeping.Row.ModelKey != row.ModelKey)))
        {
            batch.BatchCommands.Add(AccountScoreStatements.DeleteOtherScores(accountId, [.. keepings.Select(keeping => keeping.Row.ModelKey)]));
        }

        if (transitions.Length > 0)
        {
            batch.BatchCommands.Add(TransitionStatements.InsertTransitions(transitions));
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

/// <summary>An account's row under one model in force, brought up to now.</summary>
/// <param name="Stored">The row that it goes on from; null: there is none.</param>
/// <param name="Row">The row as it should be, but for the number of the last transition.</param>
/// <param name="Transitions">The lines crossed, without their numbers in the account's sequence.</param>
internal sealed record AccountKeeping(AccountScore? Stored, AccountScore Row, IReadOnlyList<Transition> Transitions)
{
    /// <summary>The same without people who were erased meanwhile: a note says already that the account is to be put together again.</summary>
    public AccountKeeping Naming(HashSet<string> left) => this with
    {
        Row = Row with { Champion = Row.Champion is { } champion && left.Contains(champion) ? champion : null, Buyer = Row.Buyer is { } buyer && left.Contains(buyer) ? buyer : null },
    };
}
