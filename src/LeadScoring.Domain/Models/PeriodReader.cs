namespace LeadScoring.Domain.Models;

/// <summary>Reads within which periods a pattern counts.</summary>
/// <param name="filterNamed">Finds the signals that begin and end them.</param>
internal sealed class PeriodReader(Func<ModelNode?, EventFilter> filterNamed)
{
    public IReadOnlyList<Period> Read(ModelNode pattern)
    {
        List<Period> periods = [];
        if (pattern.Optional("after") is { } after)
        {
            periods.Add(Checked(after, new Period(filterNamed(after), null)));
        }

        if (pattern.Optional("during") is { } during && during.IsObjectOf("from", "until", "days"))
        {
            var (from, to) = during.Optional("days") is { } days ? ReadDays(days) : (0, null);
            var until = during.Optional("until") is { } end ? filterNamed(end) : null;
            periods.Add(Checked(during, new Period(filterNamed(during.Required("from")), until, from, to)));
        }

        return periods;
    }

    private static Period Checked(ModelNode node, Period period)
    {
        if (period.From.Patterns.Concat(period.Until?.Patterns ?? []).Any(pattern => pattern.Periods.Count > 0))
        {
            node.Error("must be made of signals that have no period themselves");
        }

        return period;
    }

    private static (int From, int? To) ReadDays(ModelNode node)
    {
        if (!node.IsObjectOf("from", "to"))
        {
            return (0, null);
        }

        var from = node.Optional("from")?.Whole(0, Window.MostDays);
        var to = node.Optional("to")?.Whole(1, Window.MostDays);
        if (from is null && to is null)
        {
            node.Error("must have from or to");
        }
        else if (from >= to)
        {
            node.Error("can never be met: from must be less than to");
        }

        return (from ?? 0, to);
    }
}
