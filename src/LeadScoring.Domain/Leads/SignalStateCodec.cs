using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Leads;

/// <summary>What a digest keeps of one signal as bytes: count, first and last, then what its definition asks for. Times are differences from the first.</summary>
internal static class SignalStateCodec
{
    public static void Write(DigestWriter writer, SignalState state)
    {
        writer.Number(state.Count);
        writer.Number(state.First);
        writer.Number(state.Last - state.First);
        writer.Real(state.Greatest);
        Write(writer, state.Earliest, state.First);
        Write(writer, state.Latest, state.First);
        Write(writer, state.DistinctEarliest, state.First);
        Write(writer, state.DistinctLatest, state.First);
        if (state.Session is { } session)
        {
            writer.Number(session.LastEvent - state.First);
            writer.Number(session.Level);
            writer.Number(session.Values.Count);
            foreach (var value in session.Values)
            {
                writer.Text(value);
            }

            var reached = Array.FindLastIndex(session.First, first => first != SessionState.NotReached) + 1;
            writer.Number(reached);
            for (var level = 0; level < reached; level++)
            {
                writer.Number(session.First[level] - state.First);
                writer.Number(session.Last[level] - state.First);
            }
        }

        if (state.Burst is { } burst)
        {
            Write(writer, burst.Latest, state.First);
            writer.Number(burst.Last == BurstState.None ? 0 : 1);
            if (burst.Last != BurstState.None)
            {
                writer.Number(burst.First - state.First);
                writer.Number(burst.Last - state.First);
                writer.Number((long)burst.Patterns);
            }

            foreach (var last in burst.PatternLast)
            {
                writer.Number(last == BurstState.None ? -1 : last - state.First);
            }
        }

        state.Days?.Write(writer);
    }

    public static SignalState Read(ref DigestReader reader, SignalDefinition definition)
    {
        var state = new SignalState(definition) { Count = reader.Count(), First = reader.Time() };
        var first = state.First;
        state.Last = reader.Time(first);
        state.Greatest = reader.Real();
        Read(ref reader, state.Earliest, state);
        Read(ref reader, state.Latest, state);
        Read(ref reader, state.DistinctEarliest, first);
        Read(ref reader, state.DistinctLatest, first);
        if (state.Session is { } session)
        {
            session.LastEvent = reader.Time(first);
            session.Level = reader.Count(session.First.Length);
            for (var values = reader.Count(session.Level); values > 0; values--)
            {
                session.Values.Add(reader.Text());
            }

            var reached = reader.Count(session.First.Length);
            for (var level = 0; level < reached; level++)
            {
                session.First[level] = reader.Time(first);
                session.Last[level] = reader.Time(first);
            }
        }

        if (state.Burst is { } burst)
        {
            Read(ref reader, burst.Latest, state);
            if (reader.Count(1) == 1)
            {
                burst.First = reader.Time(first);
                burst.Last = reader.Time(first);
                burst.Patterns = (ulong)reader.Number();
            }

            for (var i = 0; i < burst.PatternLast.Length; i++)
            {
                burst.PatternLast[i] = reader.Number() is >= 0 and var last ? first + last : BurstState.None;
            }
        }

        state.Days?.Read(ref reader, DayCounts.DayOf(state.Last));
        return state;
    }

    private static void Write(DigestWriter writer, TimeList? times, long first)
    {
        if (times is null)
        {
            return;
        }

        writer.Number(times.Count);
        for (var i = 0; i < times.Count; i++)
        {
            writer.Number(times[i] - first);
        }
    }

    private static void Read(ref DigestReader reader, TimeList? times, SignalState state)
    {
        if (times is null)
        {
            return;
        }

        if (reader.Count() != Math.Min(state.Count, times.Capacity))
        {
            throw new FormatException("The digest is damaged: a list is not as long as the number of events says.");
        }

        while (times.Count < Math.Min(state.Count, times.Capacity))
        {
            times.Add(reader.Time(state.First));
        }
    }

    private static void Write(DigestWriter writer, DistinctList? values, long first)
    {
        if (values is null)
        {
            return;
        }

        writer.Number(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            writer.Text(values[i].Value);
            writer.Number(values[i].Time - first);
        }
    }

    private static void Read(ref DigestReader reader, DistinctList? values, long first)
    {
        for (var count = values is null ? 0 : reader.Count(SignalDefinition.Capacity); count > 0; count--)
        {
            values!.Add(reader.Text(), reader.Time(first));
        }
    }
}
