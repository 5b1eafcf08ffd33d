using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Models;

/// <summary>Changes which models are in force, and sees to it that this process knows at once and begins to score.</summary>
internal sealed class ModelLifecycle(LeadScoringDbContext db, ModelPublisher publisher, ModelOverview overview, ModelCatalog catalog, RescoreSignal signal)
{
    /// <summary>Puts a version or the draft into force. What is put into force is what was read when <paramref name="ifMatch"/> was looked at.</summary>
    /// <param name="key">The model's key.</param>
    /// <param name="request">What, how, by whom and why.</param>
    /// <param name="ifMatch">Which draft it may be.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public async Task<PublishedModelChange> PublishAsync(string key, PublishModelRequest request, DraftTags ifMatch, CancellationToken cancellationToken)
    {
        var candidate = await db.FindCandidateAsync(key, request.Version, cancellationToken);
        return candidate is not null && ifMatch.Allow(candidate.Tag)
            ? new PublishedModelChange(await FollowAsync(publisher.PublishAsync(candidate, new ModelChange(key, request.Primary, request.Notify, request.By, request.Why), cancellationToken), cancellationToken), Exists: true)
            : new PublishedModelChange(null, candidate is not null);
    }

    /// <summary>Puts an older version into force again.</summary>
    public Task<ModelChangedResponse> RevertAsync(string key, RevertModelRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.RevertAsync(request.Version, new ModelChange(key, MakesPrimary: false, request.Notify, request.By, request.Why), cancellationToken), cancellationToken);

    /// <summary>Makes a model in force the primary one.</summary>
    public Task<ModelChangedResponse> MakePrimaryAsync(string key, ModelChangeRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.MakePrimaryAsync(WithoutCrossings(key, request), cancellationToken), cancellationToken);

    /// <summary>Takes a model out of force.</summary>
    public Task<ModelChangedResponse> WithdrawAsync(string key, ModelChangeRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.WithdrawAsync(WithoutCrossings(key, request), cancellationToken), cancellationToken);

    /// <summary>Calls off the change of a model that waits.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> CallOffAsync(string key, CancellationToken cancellationToken)
    {
        var calledOff = await publisher.CallOffAsync(key, cancellationToken);
        await catalog.RefreshAsync(cancellationToken);
        signal.Set();
        return calledOff;
    }

    private static ModelChange WithoutCrossings(string key, ModelChangeRequest request) => new(key, MakesPrimary: false, ModelNotify.All, request.By, request.Why);

    private async Task<ModelChangedResponse> FollowAsync(Task<ModelActivation> change, CancellationToken cancellationToken)
    {
        var activation = await change;
        await catalog.RefreshAsync(cancellationToken);
        var progress = await overview.ReadProgressAsync(cancellationToken);
        signal.Set();
        return new ModelChangedResponse(ModelChangeItem.Of(activation), progress);
    }
}

/// <summary>What became of a publish.</summary>
/// <param name="Changed">The change; null: nothing was changed.</param>
/// <param name="Exists">Whether there is such a model or version at all; then it was not the draft that was meant.</param>
internal sealed record PublishedModelChange(ModelChangedResponse? Changed, bool Exists);
