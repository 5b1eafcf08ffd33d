using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Retention;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Plays a lead's log back, and reads off the score step by step.</summary>
internal sealed class HistoryReader(Transactions transactions, ModelCatalog catalog, KeptSince kept, TimeProvider clock)
{
    /// <summary>The history, or null when nothing was ever received under the identity. The log is played back when the connection has been given back.</summary>
    public async Task<HistoryResponse?> ReadAsync(Identity identity, HistoryQuery query, CancellationToken cancellationToken)
    {
        var (from, to) = query.PeriodAt(clock.GetUtcNow(), kept.Events);
        if (await OpenAsync(identity, query, from, to, cancellationToken) is not { } past)
        {
            return null;
        }

        var steps = new LeadReplay(past.Model.Model, past.Layout, past.Log).Walk(to);
        return new HistoryResponse(
            past.Lead.LeadId, past.Model.Model.Key, past.Model.Version, [.. Points(steps, from, to, query.StepLength!.Value, past.Model)], past.Transitions, past.ModelChanges);
    }

    private Task<Past?> OpenAsync(Identity identity, HistoryQuery query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var model = models.Named(query.Model) ?? throw new StaleModelsException();
                if (await connection.FindLeadAsync(identity, models, ct) is not { } lead)
                {
                    return null;
                }

                return new Past(
                    Identity.FromKey(lead.Key.LeadId),
                    model,
                    models.Layout,
                    await LogReader.ReadAsync(connection, lead, to, query.KnownAt, ct),
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

    /// <summary>What is stored of a lead's past, and under which model to play it back.</summary>
    private sealed record Past(
        Identity Lead, ActiveModel Model, DigestLayout Layout, LeadLog Log, IReadOnlyList<TransitionResponse> Transitions, IReadOnlyList<ModelChangeResponse> ModelChanges);
}
