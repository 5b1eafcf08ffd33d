using System.Globalization;

namespace LeadScoring.Benchmarks.EndToEnd.Processes;

/// <summary>What the system counts of processors' time.</summary>
internal static class ProcessorTime
{
    /// <summary>Linux counts in hundredths of a second towards programs, whatever it does inside.</summary>
    private const long TicksPerCount = TimeSpan.TicksPerSecond / 100;

    /// <summary>Of all processors together, whoever used them; the time that a virtual machine was not given counts too.</summary>
    public static TimeSpan OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice, of which the last two are in user and nice.
        var counts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Count).ToArray();
        return counts[0] + counts[1] + counts[2] + counts[5] + counts[6] + counts[7];
    }

    public static TimeSpan OfProcess(int id) =>
        Read($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat")?.Own ?? throw new InvalidOperationException($"Process {id} has ended.");

    /// <summary>Of a process and its children. Those that have ended count too: their parent inherits their time when it takes note.</summary>
    public static TimeSpan OfFamily(int parent)
    {
        while (true)
        {
            var before = OfEndedChildren(parent);
            var living = Directory.EnumerateDirectories("/proc").Select(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? Read(folder + "/stat") : null)
                .OfType<Times>().Where(each => each.Parent == parent).Aggregate(TimeSpan.Zero, (sum, each) => sum + each.Own);
            // A child that ended meanwhile would count twice.
            if (OfEndedChildren(parent) == before) return living + before + OfProcess(parent);
        }
    }

    private static TimeSpan OfEndedChildren(int parent) => Read($"/proc/{parent.ToString(CultureInfo.InvariantCulture)}/stat")?.EndedChildren ?? TimeSpan.Zero;

    /// <returns>Null when the process has ended.</returns>
    private static Times? Read(string file)
    {
        try
        {
            // After "number (name)", where a name may hold anything, come: state parent ...; utime stime cutime cstime are 14 to 17 of all.
            var text = File.ReadAllText(file);
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Times(int.Parse(fields[1], CultureInfo.InvariantCulture), Count(fields[11]) + Count(fields[12]), Count(fields[13]) + Count(fields[14]));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static TimeSpan Count(string count) => TimeSpan.FromTicks(long.Parse(count, CultureInfo.InvariantCulture) * TicksPerCount);

    private sealed record Times(int Parent, TimeSpan Own, TimeSpan EndedChildren);
}
