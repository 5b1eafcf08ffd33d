using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Takes orders for backtests, and takes them back.</summary>
internal sealed class BacktestDesk(LeadScoringDbContext db, ModelCatalog catalog, BacktestWorker worker, AuditTrail audit, TimeProvider clock, IOptions<BacktestOptions> options)
{
    /// <summary>Seconds: deleting the flips of a million leads takes longer than any other statement may.</summary>
    private const int LongTimeout = 120;

    /// <summary>Orders what publishing would do; null: there is no such model or version.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    /// <exception cref="ModelConflictException">Too many wait.</exception>
    public Task<Backtest?> OrderImpactAsync(string key, ImpactRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return OrderAsync(BacktestKind.Impact, key, request, catalog.Snapshot.BaselineOfImpact(key, request.Primary), (now, now), cancellationToken);
    }

    /// <summary>Orders a period of the log; null: there is no such model or version.</summary>
    /// <inheritdoc cref="OrderImpactAsync"/>
    public Task<Backtest?> OrderPeriodAsync(string key, PeriodRequest request, CancellationToken cancellationToken) =>
        OrderAsync(BacktestKind.Period, key, request, catalog.Snapshot.Named(request.Against) ?? throw new StaleModelsException(), (request.From!.Value, request.To ?? clock.GetUtcNow()), cancellationToken);

    /// <summary>Cancels a backtest that has not ended.</summary>
    /// <returns>The backtest; null when there is none, or it has ended.</returns>
    public async Task<Backtest?> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var cancelled = await db.Backtests.Where(b => b.Id == id && (b.State == BacktestState.Waiting || b.State == BacktestState.Running)).ExecuteUpdateAsync(
            change => change.SetProperty(b => b.State, BacktestState.Cancelled).SetProperty(b => b.FinishedAt, now).SetProperty(b => b.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        if (cancelled == 0)
        {
            return null;
        }

        await CommitAsync(transaction, AuditAction.BacktestCancelled, id, cancellationToken);
        return await db.Backtests.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
    }

    /// <summary>Removes a backtest that has ended, with its flips.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongTimeout);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Ended.Where(b => b.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        await CommitAsync(transaction, AuditAction.BacktestRemoved, id, cancellationToken);
        return true;
    }

    private async Task CommitAsync(IDbContextTransaction transaction, string action, Guid id, CancellationToken cancellationToken)
    {
        audit.Add(db, action, id.ToString(), new { });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private IQueryable<Backtest> Ended => db.Backtests.Where(b => b.State != BacktestState.Waiting && b.State != BacktestState.Running);

    private async Task<Backtest?> OrderAsync(string kind, string key, TrialRequest request, ActiveModel against, (DateTimeOffset From, DateTimeOffset To) period, CancellationToken cancellationToken)
    {
        if (await db.FindModelToTryAsync(key, request.Version, null, cancellationToken) is not var (candidate, _))
        {
            return null;
        }

        if (await db.Backtests.CountAsync(b => b.State == BacktestState.Waiting, cancellationToken) >= options.Value.MostWaiting)
        {
            throw new ModelConflictException("Too many backtests wait.", $"{options.Value.MostWaiting} wait already. Cancel some, or try again when they are done.");
        }

        await DropBeyondAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var backtest = new Backtest
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            ModelKey = key,
            Version = candidate.Version,
            Document = candidate.Document,
            BaselineKey = against.Model.Key,
            BaselineVersion = against.Version,
            IsPrimary = request is ImpactRequest { Primary: true },
            From = period.From.ToUniversalTime(),
            To = period.To.ToUniversalTime(),
            By = request.By,
            State = BacktestState.Waiting,
            RequestedAt = now,
        };
        db.Backtests.Add(backtest);
        audit.Add(db, AuditAction.BacktestOrdered, backtest.Id.ToString(), new { kind, model = key, backtest.Version });
        await db.SaveChangesAsync(cancellationToken);
        worker.Wake();
        return backtest;
    }

    /// <summary>Whoever orders one more makes room: so nothing grows without bound, whoever cancels how much.</summary>
    private async Task DropBeyondAsync(CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongTimeout);
        var beyond = Ended.OrderByDescending(b => b.FinishedAt).ThenByDescending(b => b.Id).Skip(options.Value.Keep).Select(b => b.Id);
        await db.Backtests.Where(b => beyond.Contains(b.Id)).ExecuteDeleteAsync(cancellationToken);
        db.Database.SetCommandTimeout(null);
    }
}
