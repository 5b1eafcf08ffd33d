using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Signals;

/// <summary>Puts together what models wait for with what came.</summary>
internal sealed class SignalWatch(LeadScoringDbContext db, ModelCatalog catalog, SignalCounts counts, EventNames eventNames, IOptions<SignalsOptions> options)
{
    public async Task<SignalsResponse> ReadAsync(SignalsQuery query, CancellationToken cancellationToken)
    {
        var models = catalog.Snapshot;
        var model = models.Named(query.Model)!;
        var counted = await counts.ReadAsync(query.Fresh, cancellationToken);
        if (!counted.Tally.Holds(model.Model))
        {
            // It came into force since, with signals that were not counted before.
            counted = await counts.ReadAsync(fresh: true, cancellationToken);
        }

        await eventNames.TryFlushAsync(cancellationToken);
        var names = await db.EventNames.AsNoTracking().ToListAsync(cancellationToken);
        var others = names.Find(name => name.Name == EventNames.Others);
        names.RemoveAll(name => name == others);
        using var document = JsonDocument.Parse(await db.Models.Where(m => m.Key == model.Model.Key && m.Version == model.Version).Select(m => m.Document).SingleAsync(cancellationToken));
        var signals = DeclaredSignal.In(model.Model, document.RootElement);
        var events = new SeenEvents(names, models, counted.Tally);
        var unused = events.Unused();
        return new SignalsResponse(
            model.Model.Key, model.Version, counted.AsOf, counted.Tally.Leads,
            [.. Statuses(signals, counted.Tally, events)],
            [.. new NeverFired(model.Model, signals, counted, events).Rules()],
            [.. events.Describe(unused.Take(query.Limit))],
            [.. events.Unseen()],
            new EventNameTotals(names.Count, options.Value.MostEventNames, unused.Count, others?.Count ?? 0));
    }

    private static IEnumerable<SignalStatus> Statuses(List<DeclaredSignal> signals, SignalTally tally, SeenEvents events)
    {
        foreach (var same in signals.GroupBy(signal => signal.Filter.Canonical, StringComparer.Ordinal))
        {
            var total = tally.Of(same.First().Filter);
            yield return new SignalStatus(
                [.. same.Select(signal => signal.Name)],
                [.. same.First().Events.Select(events.Find)],
                [.. same.SelectMany(signal => signal.Uses).Select(use => use.Place).Distinct(StringComparer.Ordinal)],
                total?.Events,
                total?.LastAt,
                total?.Leads,
                total is { Leads: var leads } && tally.Leads > 0 ? Math.Round((double)leads / tally.Leads, 4) : null);
        }
    }
}
