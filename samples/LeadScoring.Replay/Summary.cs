using System.Globalization;
using System.Text;

namespace LeadScoring.Replay;

/// <summary>What a run came to.</summary>
internal sealed class Summary
{
    private readonly Dictionary<string, (int Count, string Message)> _reasons = new(StringComparer.Ordinal);

    public int Lines { get; set; }

    /// <summary>Lines that are no JSON object.</summary>
    public int Unreadable { get; set; }

    /// <summary>Lines about nobody.</summary>
    public int Skipped { get; set; }

    public int Sent { get; set; }
    public int Accepted { get; private set; }
    public int Duplicates { get; private set; }

    /// <summary>Events about people who were erased, or older than the service keeps events.</summary>
    public int Ignored { get; private set; }

    public int Rejected => _reasons.Values.Sum(reason => reason.Count);

    /// <summary>People in the log, and those of them whose attributes were sent.</summary>
    public int People { get; set; }

    /// <inheritdoc cref="People"/>
    public int Described { get; set; }

    public TimeSpan Elapsed { get; set; }

    public void Add(EventsAnswer answer)
    {
        lock (_reasons)
        {
            Accepted += answer.Accepted;
            Duplicates += answer.Duplicates;
            Ignored += answer.Ignored;
            foreach (var rejected in answer.Rejected)
            {
                var (count, message) = _reasons.GetValueOrDefault(rejected.Code, (0, rejected.Message));
                _reasons[rejected.Code] = (count + 1, message);
            }
        }
    }

    public override string ToString()
    {
        StringBuilder text = new();
        Line(text, $"{Lines:N0} lines: {Sent:N0} sent, {Skipped:N0} about nobody, {Unreadable:N0} unreadable");
        Line(text, $"{Accepted:N0} accepted, {Duplicates:N0} duplicates, {Rejected:N0} rejected");
        if (Ignored > 0)
        {
            Line(text, $"{Ignored:N0} ignored: about people who were erased, or older than the service keeps events");
        }

        foreach (var (code, reason) in _reasons.OrderByDescending(reason => reason.Value.Count))
        {
            Line(text, $"  {reason.Count:N0} {code}, such as: {reason.Message}");
        }

        Line(text, $"{People:N0} people, {Described:N0} of them new and described");
        Line(text, $"{Elapsed.TotalSeconds:0.0} s");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>The service's answer to a batch.</summary>
internal sealed record EventsAnswer(int Accepted, int Duplicates, int Ignored, IReadOnlyList<RejectedEvent> Rejected);

/// <summary>An event that was not taken.</summary>
internal sealed record RejectedEvent(string Code, string Message);
