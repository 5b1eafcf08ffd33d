using System.Globalization;

namespace LeadScoring.Api.Telemetry.Prometheus;

/// <summary>What was measured under one set of labels.</summary>
/// <param name="labels">As they are written, without braces; empty for none.</param>
internal abstract class Series(string labels)
{
    public string Labels => labels;

    public abstract void Record(double value);

    /// <summary>Writes a line, or for a distribution several.</summary>
    public abstract void Write(string name, TextWriter output);

    protected static void WriteLine(string name, string labels, double value, TextWriter output)
    {
        output.Write(name);
        if (labels.Length > 0)
        {
            output.Write('{');
            output.Write(labels);
            output.Write('}');
        }

        output.Write(' ');
        output.Write(PrometheusNames.Number(value));
        output.Write('\n');
    }
}

/// <summary>A sum of what was added.</summary>
internal sealed class SumSeries(string labels) : Series(labels)
{
    private double _sum;

    public override void Record(double value)
    {
        for (var seen = Volatile.Read(ref _sum); ;)
        {
            var before = Interlocked.CompareExchange(ref _sum, seen + value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    public override void Write(string name, TextWriter output) => WriteLine(name, Labels, Volatile.Read(ref _sum), output);
}

/// <summary>What was measured last.</summary>
internal sealed class LastSeries(string labels) : Series(labels)
{
    private double _last;

    public override void Record(double value) => Volatile.Write(ref _last, value);

    public override void Write(string name, TextWriter output) => WriteLine(name, Labels, Volatile.Read(ref _last), output);
}

/// <summary>How often which values were measured.</summary>
/// <param name="labels">As they are written.</param>
/// <param name="bounds">The largest values of the buckets but the last, ascending.</param>
internal sealed class DistributionSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public override void Record(double value)
    {
        // A value that equals a bound is below it; one that is no number is in no bucket but the last.
        var at = double.IsNaN(value) ? bounds.Length : Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[at < 0 ? ~at : at]++;
            _sum += value;
        }
    }

    public override void Write(string name, TextWriter output)
    {
        long[] counts;
        double sum;
        lock (_lock)
        {
            (counts, sum) = ([.. _counts], _sum);
        }

        var (before, total) = (Labels.Length > 0 ? Labels + "," : "", 0L);
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = i < bounds.Length ? PrometheusNames.Number(bounds[i]) : "+Inf";
            WriteLine(name + "_bucket", string.Create(CultureInfo.InvariantCulture, $"{before}le=\"{bound}\""), total, output);
        }

        WriteLine(name + "_sum", Labels, sum, output);
        WriteLine(name + "_count", Labels, total, output);
    }
}
