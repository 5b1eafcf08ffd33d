using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Models;

/// <summary>
/// Makes every digest hold the signals of a version that waits, chunk by chunk, and then puts it into force. How far it is stands in the
/// activation's row, so any replica goes on after a crash.
/// </summary>
internal sealed partial class ModelBackfill(Transactions transactions, LeadRescorer rescorer, ModelCatalog models, TimeProvider clock, IOptions<RescoringOptions> options, ILogger<ModelBackfill> logger)
{
    /// <summary>Does what there is to do, for a while, unless another replica is doing it.</summary>
    /// <param name="patience">So long: whatever becomes due meanwhile waits for it.</param>
    /// <param name="cancellationToken">The service stops.</param>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (chunk, start) = (options.Value.Chunk, Stopwatch.GetTimestamp());
        while (models.Snapshot.Pending is { } pending)
        {
            try
            {
                if (!await transactions.WriteAsync((connection, ct) => StepAsync(connection, pending.Number, chunk, skips: false, ct), cancellationToken))
                {
                    await models.RefreshAsync(cancellationToken);
                    return false;
                }

                if (Stopwatch.GetElapsedTime(start) >= patience)
                {
                    return true;
                }

                chunk = Math.Min(2 * chunk, options.Value.Chunk);
            }
            catch (Exception e) when (DatabaseFaults.IsOfTheRows(e))
            {
                // A lead whose log cannot be read is left out, by halves: whoever meets it folds it then, and nobody waits for it.
                LogFailed(e, chunk);
                if (chunk == 1)
                {
                    await transactions.WriteAsync((connection, ct) => StepAsync(connection, pending.Number, chunk, skips: true, ct), cancellationToken);
                }

                chunk = Math.Max(1, chunk / 2);
            }
        }

        return false;
    }

    /// <returns>Whether there is more to do: false as well when somebody else does it.</returns>
    private async Task<bool> StepAsync(NpgsqlConnection connection, int number, int chunk, bool skips, CancellationToken cancellationToken)
    {
        if (await connection.ClaimBackfillAsync(number, cancellationToken) is not { } last)
        {
            return false;
        }

        var leads = await connection.ReadIdentitiesAsync(last, chunk, cancellationToken);
        if (leads.Count == 0)
        {
            await connection.ActivateAsync(number, clock.GetUtcNow(), cancellationToken);
            LogActivated(number);
            return false;
        }

        if (!skips)
        {
            await rescorer.RefreshAsync(connection, leads, waits: true, cancellationToken);
        }

        await connection.MoveBackfillAsync(number, leads[^1], leads.Count, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Every digest holds the signals of activation {Number}, which is in force from now on")]
    private partial void LogActivated(int number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Folding new signals failed for a chunk of {Chunk} leads; it is tried again in smaller ones")]
    private partial void LogFailed(Exception exception, int chunk);
}
