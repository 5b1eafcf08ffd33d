using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Models;

/// <summary>Changes which models are in force, and sees to it that this process knows at once and begins to score.</summary>
internal sealed class ModelLifecycle(LeadScoringDbContext db, ModelPublisher publisher, ModelOverview overview, ModelCatalog catalog, RescoreSignal signal)
{
    /// <summary>Puts a version or the draft into force; null: there is neither.</summary>
    public async Task<ModelChangedResponse?> PublishAsync(string key, PublishModelRequest request, CancellationToken cancellationToken) =>
        await db.FindCandidateAsync(key, request.Version, cancellationToken) is { } candidate
            ? await FollowAsync(publisher.PublishAsync(candidate, new ModelChange(key, request.Primary, request.Notify, request.By, request.Why), cancellationToken), cancellationToken)
            : null;

    /// <summary>Puts an older version into force again.</summary>
    public Task<ModelChangedResponse> RevertAsync(string key, RevertModelRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.RevertAsync(request.Version, new ModelChange(key, MakesPrimary: false, request.Notify, request.By, request.Why), cancellationToken), cancellationToken);

    /// <summary>Makes a model in force the primary one.</summary>
    public Task<ModelChangedResponse> MakePrimaryAsync(string key, ModelChangeRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.MakePrimaryAsync(WithoutCrossings(key, request), cancellationToken), cancellationToken);

    /// <summary>Takes a model out of force.</summary>
    public Task<ModelChangedResponse> WithdrawAsync(string key, ModelChangeRequest request, CancellationToken cancellationToken) =>
        FollowAsync(publisher.WithdrawAsync(WithoutCrossings(key, request), cancellationToken), cancellationToken);

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
