using System.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>Runs a piece of work in one transaction, again when the database or another replica says so.</summary>
internal sealed class Transactions(NpgsqlDataSource dataSource, ModelCatalog models, DatabaseMetrics metrics, HangWatch watch)
{
    /// <summary>How often the work is tried. Locks are taken in order, so a second try is rare and a third rarer; only where many writers make and link the same new leads are there more.</summary>
    private const int MostTries = 10;

    /// <summary>Milliseconds; so much more before each further try, so that writers who meet again and again part.</summary>
    private const int Pause = 5;

    /// <summary>Runs a write and commits. Each statement sees what was committed before it, so that rows read after a lock are the newest.</summary>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.ReadCommitted, work, cancellationToken);

    /// <summary>Runs a read. All its statements see the same moment.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.RepeatableRead, work, cancellationToken);

    /// <exception cref="TimeoutException">The database hangs.</exception>
    private async Task<T> RunAsync<T>(IsolationLevel isolation, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var hanging = watch.Hanging;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Side by side: the driver asks the server to cancel, and waits for that.
        await using var hang = hanging.UnsafeRegister(static either => _ = ((CancellationTokenSource)either!).CancelAsync(), either);
        try
        {
            return await RepeatAsync(isolation, work, either.Token);
        }
        catch (OperationCanceledException e) when (hanging.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The database hangs.", e);
        }
    }

    private async Task<T> RepeatAsync<T>(IsolationLevel isolation, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
                var result = await work(connection, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (StaleModelsException) when (attempt < MostTries)
            {
                metrics.Retries(RetryReason.StaleModels);
                await models.RefreshAsync(cancellationToken);
            }
            catch (StaleLinksException) when (attempt < MostTries)
            {
                // Somebody else was faster: what they have written is there for the next try.
                metrics.Retries(RetryReason.StaleLinks);
            }
            catch (PostgresException e) when (attempt < MostTries && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Rolled back as a whole: nothing of the try is left, and the next one starts afresh.
                metrics.Retries(e.SqlState == PostgresErrorCodes.DeadlockDetected ? RetryReason.Deadlock : RetryReason.Serialization);
            }
            catch (PostgresException e) when (attempt < MostTries && DatabaseFaults.IsOfLostStatement(e))
            {
                metrics.Retries(RetryReason.LostStatement);
                dataSource.Clear();
            }

            await Task.Delay(Random.Shared.Next(Pause * (attempt - 1) + 1), cancellationToken);
        }
    }
}
