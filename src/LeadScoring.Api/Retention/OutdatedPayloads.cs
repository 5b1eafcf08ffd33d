using System.Text.Json;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Retention;

/// <summary>
/// Tells which payloads of attributes say nothing any more, because all that they set was set again later. What is left
/// comes to the same attributes, with the same stamps, as all of them. A cleared attribute counts as set: else an older value could come back.
/// </summary>
/// <typeparam name="T">What tells payloads apart.</typeparam>
internal sealed class OutdatedPayloads<T>
{
    private readonly Dictionary<string, Held> _last = new(StringComparer.Ordinal);

    /// <summary>Takes in a payload, in any order.</summary>
    /// <returns>Those that say nothing any more since it is there, itself included.</returns>
    public IEnumerable<T> Add(T key, JsonElement payload, Attributes.Stamp stamp)
    {
        var set = new Attributes();
        AttributePayload.Apply(payload, set, stamp);
        var added = new Held(key, stamp);
        List<T> outdated = [];
        foreach (var name in set.Entries.Keys)
        {
            var before = _last.GetValueOrDefault(name);
            if (before is not null && before.Stamp.CompareTo(stamp) >= 0)
            {
                continue;
            }

            _last[name] = added;
            added.Names++;
            if (before is not null && --before.Names == 0)
            {
                outdated.Add(before.Key);
            }
        }

        return added.Names == 0 ? [.. outdated, key] : outdated;
    }

    /// <summary>A payload, and how many attributes have their value from it.</summary>
    private sealed class Held(T key, Attributes.Stamp stamp)
    {
        public T Key { get; } = key;

        public Attributes.Stamp Stamp { get; } = stamp;

        public int Names { get; set; }
    }
}
