using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Plays a lead's log back, and reads off the score step by step.</summary>
internal sealed class HistoryReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The history, or null when nothing was ever received under the identity.</summary>
    public Task<HistoryResponse?> ReadAsync(Identity identity, HistoryQuery query, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var model = models.Named(query.Model) ?? throw new StaleModelsException();
                if (await connection.FindLeadAsync(identity, models, ct) is not { } lead)
                {
                    return null;
                }

                var (from, to) = query.PeriodAt(clock.GetUtcNow());
                var log = await LogReader.ReadAsync(connection, lead, to, query.KnownAt, ct);
                var steps = new LeadReplay(model.Model, models.Layout, log).Walk(to);
                return new HistoryResponse(
                    Identity.FromKey(lead.Key.LeadId).LeadId,
                    model.Model.Key,
                    model.Version,
                    [.. Points(steps, from, to, query.StepLength!.Value, model)],
                    [.. (await connection.ReadTransitionsAsync(lead.Key, from, to, query.KnownAt, ct)).Select(TransitionResponse.Of)],
                    await connection.ReadModelChangesAsync(from, to, ct));
            },
            cancellationToken);

    /// <summary>The score every so often, from the first point (included) to the last (included). Of each point the last step before or at it counts.</summary>
    private static IEnumerable<HistoryPoint> Points(IEnumerable<ReplayStep> steps, DateTimeOffset from, DateTimeOffset to, TimeSpan length, ActiveModel model)
    {
        using var walk = steps.GetEnumerator();
        ReplayStep? last = null;
        var hasNext = walk.MoveNext();
        for (var ticks = from.UtcTicks; ticks <= to.UtcTicks; ticks += length.Ticks)
        {
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            for (; hasNext && walk.Current.At <= at; hasNext = walk.MoveNext())
            {
                last = walk.Current;
            }

            if (last is { } step)
            {
                yield return HistoryPoint.Of(at, step.Numbers, model);
            }
        }
    }
}
