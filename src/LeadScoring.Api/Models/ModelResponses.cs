namespace LeadScoring.Api.Models;

/// <summary>All models.</summary>
/// <param name="Items">The models: the primary one, others in force, and the rest, each by their keys.</param>
/// <param name="Pending">The change that comes into force when every lead's digest holds its signals; null for none.</param>
public sealed record ModelListResponse(IReadOnlyList<ModelSummary> Items, ModelChangeItem? Pending);

/// <summary>A model.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name, of the version in force, else of the newest one, else of the draft; null where that has none.</param>
/// <param name="Version">The version in force; null: none is.</param>
/// <param name="Primary">Whether it is the one that lists and flags are about unless another one is asked for.</param>
/// <param name="NewestVersion">The newest version that was published; null: none was.</param>
/// <param name="HasDraft">Whether a draft is being written.</param>
/// <param name="PendingVersion">The version that waits to come into force; null for none.</param>
public sealed record ModelSummary(string Key, string? Name, int? Version, bool Primary, int? NewestVersion, bool HasDraft, int? PendingVersion);

/// <summary>A model with its history.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name, of the version in force, else of the newest one, else of the draft; null where that has none.</param>
/// <param name="Version">The version in force; null: none is.</param>
/// <param name="Primary">Whether it is the one that lists and flags are about unless another one is asked for.</param>
/// <param name="NewestVersion">The newest version that was published; null: none was.</param>
/// <param name="Draft">The draft; null for none.</param>
/// <param name="Pending">The change of this model that waits; null for none.</param>
/// <param name="Progress">How far the last change is; null where the model is neither in force nor waits.</param>
/// <param name="Versions">Its versions, the newest first, at most 100.</param>
/// <param name="Changes">What was done about it, the newest first, at most 100.</param>
public sealed record ModelResponse(
    string Key, string? Name, int? Version, bool Primary, int? NewestVersion, ModelDraftItem? Draft, ModelChangeItem? Pending, ModelProgress? Progress,
    IReadOnlyList<ModelVersionItem> Versions, IReadOnlyList<ModelChangeItem> Changes);

/// <summary>A draft, without its document.</summary>
/// <param name="Revision">1 and up; raised with each change.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="By">Who changed it last, as they said; null: they did not say.</param>
public sealed record ModelDraftItem(int Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string? By)
{
    internal static ModelDraftItem Of(ModelDraft draft) => new(draft.Revision, draft.CreatedAt, draft.ChangedAt, draft.By);
}

/// <summary>A published version; it is never rewritten.</summary>
/// <param name="Version">1 and up.</param>
/// <param name="PublishedAt">When it was published.</param>
public sealed record ModelVersionItem(int Version, DateTimeOffset PublishedAt);

/// <summary>A change of which models are in force.</summary>
/// <param name="Number">1 and up, over all models, without gaps.</param>
/// <param name="Model">Key of the model.</param>
/// <param name="Action"><c>published</c>, <c>configured</c> (published by <c>Scoring:ModelFile</c>), <c>reverted</c>, <c>made_primary</c>, <c>withdrawn</c>, or <c>called_off</c>: it was to be published or reverted, and was called off while it waited.</param>
/// <param name="Version">The version that comes into force, or was to; null: the model is in force no more.</param>
/// <param name="Primary">Whether the model is the primary one from then on.</param>
/// <param name="By">Who did it, as they said; null: they did not say.</param>
/// <param name="Why">Why, as they said; null: they did not say.</param>
/// <param name="Notify">Which of the crossings that this makes are to be told: <c>all</c>, <c>none</c> or <c>gained</c>.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="ActivatedAt">From when on it is in force, or when it was called off; null: it waits until every lead's digest holds its signals.</param>
public sealed record ModelChangeItem(
    int Number, string Model, string Action, int? Version, bool Primary, string? By, string? Why, string Notify, DateTimeOffset RequestedAt, DateTimeOffset? ActivatedAt)
{
    internal static ModelChangeItem Of(ModelActivation row) => new(
        row.Number, row.ModelKey, row.Action, row.Version, row.IsPrimary, row.By, row.Why, row.Notify, row.RequestedAt, row.ActivatedAt);
}

/// <summary>How far the last change of models is.</summary>
/// <param name="State"><c>backfilling</c>: it waits until every lead's digest holds its signals. <c>rescoring</c>: it is in force, and stored scores follow; scores that are read have done so. <c>done</c>.</param>
/// <param name="Leads">How many leads there are; counted up to 1,000,000.</param>
/// <param name="Backfilled">How many of them hold the signals; null: there was nothing to wait for.</param>
/// <param name="Behind">How many stored scores of leads and accounts were made before the change that is in force; counted up to 1,000,000 each.</param>
public sealed record ModelProgress(string State, long Leads, long? Backfilled, long Behind)
{
    internal const string Backfilling = "backfilling";
    internal const string Rescoring = "rescoring";
    internal const string Done = "done";
}

/// <summary>A change that was made, and how far it is.</summary>
/// <param name="Change">The change.</param>
/// <param name="Progress">How far it is.</param>
public sealed record ModelChangedResponse(ModelChangeItem Change, ModelProgress Progress);
