using System.Globalization;

namespace LeadScoring.Replay;

/// <summary>What a first reading of the log finds out: who is in it, what their first lines say of them, and when it ends.</summary>
internal sealed class LogOverview
{
    private readonly Dictionary<string, Dictionary<string, object>> _people = new(StringComparer.Ordinal);

    /// <summary>The latest time of a line about somebody.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Everybody in the log, as paths name them, with the attributes that their lines give them.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, object>> People => _people;

    /// <param name="lines">The log.</param>
    /// <param name="mapping">How to read it.</param>
    /// <param name="endNow">The instant that the log should end at; null to leave its times as they are.</param>
    /// <param name="shift">By how much its times move for that.</param>
    public static LogOverview Of(IEnumerable<string> lines, Mapping mapping, DateTimeOffset? endNow, out TimeSpan shift)
    {
        LogOverview overview = new();
        foreach (var line in lines)
        {
            overview.Read(line, mapping);
        }

        shift = endNow - overview.EndsAt ?? TimeSpan.Zero;
        foreach (var attributes in overview._people.Values)
        {
            if (shift != TimeSpan.Zero && attributes.TryGetValue(Mapping.SignedUpAt, out var signedUp))
            {
                attributes[Mapping.SignedUpAt] = MappedLine.Rfc3339(DateTimeOffset.Parse((string)signedUp, CultureInfo.InvariantCulture) + shift);
            }
        }

        return overview;
    }

    private void Read(string text, Mapping mapping)
    {
        using var document = MappedLine.Parse(text);
        if (document is null || new MappedLine(document.RootElement, mapping) is not { Person: { } person } line)
        {
            return;
        }

        EndsAt = line.Time > EndsAt || EndsAt is null ? line.Time : EndsAt;
        if (!_people.TryGetValue(person, out var attributes))
        {
            _people.Add(person, attributes = new(StringComparer.Ordinal));
        }

        foreach (var (name, member) in mapping.Attributes)
        {
            if (!attributes.ContainsKey(name) && line.Attribute(name, member) is { } value)
            {
                attributes.Add(name, value);
            }
        }
    }
}
