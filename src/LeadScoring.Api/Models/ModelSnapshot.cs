using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>What this process knows of models: immutable, and replaced as a whole.</summary>
internal sealed class ModelSnapshot
{
    private readonly IReadOnlyDictionary<int, ActiveModel[]> _byActivation;

    /// <param name="changes">All activations by number; the last may still wait.</param>
    /// <param name="versions">Every version that they name, compiled.</param>
    /// <param name="layout">The digest layout of the newest signal generation.</param>
    public ModelSnapshot(IReadOnlyList<ModelActivation> changes, IReadOnlyDictionary<(string Key, int Version), ScoringModel> versions, DigestLayout layout)
    {
        (Changes, Versions, Layout) = (changes, versions, layout);
        Dictionary<int, ActiveModel[]> byActivation = [];
        ActiveModel[] inForce = [];
        foreach (var change in changes.Where(change => change.ActivatedAt is not null))
        {
            var before = inForce;
            inForce = After(inForce, change);
            byActivation.Add(change.Number, inForce);
            PrimarySince = before is [var primary, ..] && primary.Model.Key == inForce[0].Model.Key ? PrimarySince : change.Number;
        }

        (_byActivation, InForce, MostRows) = (byActivation, inForce, byActivation.Values.Max(models => models.Length));
        Current = inForce[0];
        Pending = changes[^1].ActivatedAt is null ? changes[^1] : null;
    }

    /// <summary>The primary model in force.</summary>
    public ActiveModel Current { get; }

    /// <summary>The activation since which <see cref="Current"/> has been the primary model, whichever of its versions.</summary>
    public int PrimarySince { get; }

    /// <summary>All models in force, the primary one first.</summary>
    public IReadOnlyList<ActiveModel> InForce { get; }

    /// <summary>How many score rows a lead or an account can have: as many as there were ever models in force at once.</summary>
    public int MostRows { get; }

    /// <summary>The change that waits until every digest holds its signals; null for none.</summary>
    public ModelActivation? Pending { get; }

    /// <summary>The last change, and whether it is in force: later is greater.</summary>
    public (int Number, bool IsInForce) Newest => (Changes[^1].Number, Pending is null);

    /// <summary>All changes by number, with the one that waits.</summary>
    public IReadOnlyList<ModelActivation> Changes { get; }

    /// <summary>Every version that is, was or waits to be in force.</summary>
    public IReadOnlyDictionary<(string Key, int Version), ScoringModel> Versions { get; }

    /// <summary>The digest layout of the newest signal generation. It holds the signals of every version here.</summary>
    public DigestLayout Layout { get; }

    /// <summary>The version of a model that was in force after an activation; null: none was.</summary>
    public ActiveModel? At(int activation, string key) => _byActivation.TryGetValue(activation, out var models) ? Array.Find(models, model => model.Model.Key == key) : null;

    /// <summary>The model of this key that is in force; null: none is.</summary>
    public ActiveModel? InForceAs(string key) => InForce.FirstOrDefault(model => model.Model.Key == key);

    /// <summary>
    /// The row that a model in force goes on from: its own, if it has been in force since; a primary model without one goes on from that of
    /// the primary model before, so that a lead which stays a PQL does not become one again. Null: it begins afresh.
    /// </summary>
    public TRow? RowFor<TRow>(ActiveModel model, IReadOnlyList<TRow> rows)
        where TRow : ScoreRow =>
        rows.FirstOrDefault(row => IsOwn(model, row)) ?? (model.IsPrimary ? rows.FirstOrDefault(row => At(row.Activation, row.ModelKey)!.IsPrimary) : null);

    /// <summary>Whether another model in force goes on from the row as well: what time did to it until now is told of that one.</summary>
    public bool IsOfAnother(ActiveModel model, ScoreRow row) => InForce.Any(other => other.Model.Key != model.Model.Key && IsOwn(other, row));

    /// <summary>
    /// Whether a row says something new to whoever follows scores. Under another primary model each row does once, even if no value has
    /// changed: those who follow the primary model were shown the rows of the one before.
    /// </summary>
    /// <param name="stored">The row that it goes on from; null: there is none.</param>
    /// <param name="row">The row as it should be.</param>
    public bool IsNews(ScoreRow? stored, ScoreRow row) =>
        stored is null || !stored.SaysTheSameAs(row) || (row.ModelKey == Current.Model.Key && stored.Activation < PrimarySince);

    /// <summary>When what a row was made under was changed, withdrawn, or replaced as the primary model; null: it was not.</summary>
    public DateTimeOffset? EndOf(ScoreRow row)
    {
        var wasPrimary = At(row.Activation, row.ModelKey)!.IsPrimary;
        return Changes.FirstOrDefault(change => change.TookEffect && change.Number > row.Activation && (change.ModelKey == row.ModelKey || (wasPrimary && change.IsPrimary)))?.ActivatedAt;
    }

    /// <summary>The version of the model that a row was made under.</summary>
    /// <exception cref="StaleModelsException">The row was written by somebody who knows newer models.</exception>
    public int VersionOf(ScoreRow row) => (At(row.Activation, row.ModelKey) ?? throw new StaleModelsException()).Version;

    /// <summary>The model that a list is about: the one in force with this key, else the primary one.</summary>
    public ActiveModel Listed(string? key) => (key is null ? null : InForceAs(key)) ?? Current;

    /// <summary>
    /// Under which other keys, and which activations, rows may be stored that stand for a model. Where it is the primary one, leads that wait
    /// for it still have the row of whichever was before: the primary one after each activation that it was not in force after.
    /// </summary>
    public IEnumerable<(string Key, int[] Activations)> StandsInFor(ActiveModel model) => model.IsPrimary
        ? _byActivation.Where(each => Array.TrueForAll(each.Value, other => other.Model.Key != model.Model.Key))
            .GroupBy(each => each.Value[0].Model.Key, each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.ToArray()))
        : [];

    private static bool IsOwn(ActiveModel model, ScoreRow row) => row.ModelKey == model.Model.Key && row.Activation >= model.Changes[0].Number;

    private ActiveModel[] After(ActiveModel[] before, ModelActivation change)
    {
        if (!change.TookEffect)
        {
            // All stay as they are. Stored scores follow all the same, and digests with them, which were not all counted through.
            return [.. before.Select(model => model with { Activation = change.Number })];
        }

        var others = before.Where(model => model.Model.Key != change.ModelKey)
            .Select(model => model with { Activation = change.Number, IsPrimary = model.IsPrimary && !change.IsPrimary });
        if (change.Version is not { } version)
        {
            return [.. others];
        }

        IReadOnlyList<ModelActivation> changes = [.. Array.Find(before, model => model.Model.Key == change.ModelKey)?.Changes ?? [], change];
        return [.. others.Append(new ActiveModel(change.Number, version, change.IsPrimary, Versions[(change.ModelKey, version)], changes)).OrderByDescending(model => model.IsPrimary)];
    }
}

/// <summary>The database is ahead of what this process knows of models: reload, and do the work again.</summary>
internal sealed class StaleModelsException() : Exception("The database names a model activation or a signal generation that this process has not loaded yet.");
