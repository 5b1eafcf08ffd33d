using FluentValidation;
using LeadScoring.Api.Models;
using LeadScoring.Api.Retention;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Rules of queries about the past. Each accepts null: the parameter was left out.</summary>
internal static class ReplayRules
{
    /// <summary>A moment from 1970 on that has come already.</summary>
    public static IRuleBuilderOptions<T, DateTimeOffset?> NotInTheFuture<T>(this IRuleBuilder<T, DateTimeOffset?> rule, TimeProvider clock) => rule
        .Must(time => time is null || (time >= DateTimeOffset.UnixEpoch && time <= clock.GetUtcNow())).WithMessage("{PropertyName} must not be in the future, nor before 1970.");

    /// <summary>A moment from which on events are kept: before it nobody knows what happened.</summary>
    public static IRuleBuilderOptions<T, DateTimeOffset?> Kept<T>(this IRuleBuilder<T, DateTimeOffset?> rule, KeptSince kept) => rule
        .Must(time => !(time < kept.Events)).WithMessage(_ => $"{{PropertyName}} must not be before {kept.Events:yyyy-MM-dd'T'HH:mm:ss'Z'}: events are kept for {kept.EventDays} days (Retention:EventDays).");

    /// <summary>The key of a model in force.</summary>
    public static IRuleBuilderOptions<T, string?> InForce<T>(this IRuleBuilder<T, string?> rule, ModelCatalog catalog) => rule
        .MustAsync(async (key, cancellationToken) =>
        {
            if (key is not null && catalog.Snapshot.InForceAs(key) is null)
            {
                await catalog.RefreshAsync(cancellationToken);
            }

            return key is null || catalog.Snapshot.InForceAs(key) is not null;
        })
        .WithMessage(_ => $"model must be the key of a model in force: {string.Join(", ", catalog.Snapshot.InForce.Select(model => model.Model.Key))}.");

    /// <summary>A model that is or was in force. One that this process has not met yet is looked up.</summary>
    public static IRuleBuilderOptions<T, string?> KnownModel<T>(this IRuleBuilder<T, string?> rule, ModelCatalog catalog) => rule
        .MustAsync(async (name, cancellationToken) =>
        {
            if (catalog.Snapshot.Named(name) is null)
            {
                await catalog.RefreshAsync(cancellationToken);
            }

            return catalog.Snapshot.Named(name) is not null;
        })
        .WithMessage(_ => $"model must be one of {string.Join(", ", catalog.Snapshot.Names())}, or a key alone for its newest version.");
}
