using System.Text;

namespace LeadScoring.Api.Signals;

/// <summary>
/// The name of an event, taken apart so that names which probably mean the same can be told: <c>button_clicked</c>,
/// <c>ButtonClicked</c> and <c>Button Clicks</c> are all like <c>Button Clicked</c>.
/// </summary>
internal sealed class EventNameForm
{
    private const double OtherNumber = 0.95;
    private const double OtherOrder = 0.9;

    /// <summary>Where the plural adds es.</summary>
    private static readonly string[] HissingPlurals = ["ches", "shes", "sses", "xes"];

    private readonly string[] _words;
    private readonly string[] _singulars;
    private readonly string _letters;
    private readonly string _digits;

    public EventNameForm(string name)
    {
        Name = name;
        _words = [.. WordsIn(name)];
        _singulars = [.. _words.Select(Singular)];
        _letters = string.Concat(_words);
        _digits = string.Concat(_letters.Where(char.IsDigit));
    }

    public string Name { get; }

    /// <summary>
    /// How much another name is like this one: 1 for the same letters whatever their case and what is between the words, less for
    /// plurals, another order of words and slips of the pen. Null: it is the same name, or not like it.
    /// </summary>
    public double? Likeness(EventNameForm other)
    {
        // Steps 1 and 2 of something differ by a digit, and are no slip.
        if (Name == other.Name || _letters.Length == 0 || _digits != other._digits)
        {
            return null;
        }

        return _letters == other._letters ? 1
            : string.Concat(_singulars) == string.Concat(other._singulars) ? OtherNumber
            : _singulars.Order(StringComparer.Ordinal).SequenceEqual(other._singulars.Order(StringComparer.Ordinal), StringComparer.Ordinal) ? OtherOrder
            : Slips(other) is { } slips ? Math.Round(1 - ((double)slips / Math.Max(_letters.Length, other._letters.Length)), 2)
            : null;
    }

    /// <summary>How many characters differ where it may be a slip: in one word, or where words are run together, in all.</summary>
    private int? Slips(EventNameForm other)
    {
        if (_words.Length != other._words.Length)
        {
            return WordLikeness.Slips(_letters, other._letters);
        }

        var differing = Enumerable.Range(0, _words.Length).Where(i => _singulars[i] != other._singulars[i]).ToList();
        return differing is [var at] ? WordLikeness.Tense(_words[at], other._words[at]) ?? WordLikeness.Slips(_words[at], other._words[at]) : null;
    }

    private static string Singular(string word) => word switch
    {
        { Length: > 4 } when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        { Length: > 4 } when Array.Exists(HissingPlurals, ending => word.EndsWith(ending, StringComparison.Ordinal)) => word[..^2],
        { Length: > 3 } when word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
        _ => word,
    };

    /// <summary>Words are set apart by anything that is no letter and no digit, and by capitals: <c>HTMLPageViewed</c> has three.</summary>
    private static IEnumerable<string> WordsIn(string name)
    {
        StringBuilder word = new();
        for (var i = 0; i < name.Length; i++)
        {
            var begins = char.IsUpper(name[i]) && word.Length > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (word.Length > 0 && (begins || !char.IsLetterOrDigit(name[i])))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (char.IsLetterOrDigit(name[i]))
            {
                word.Append(char.ToLowerInvariant(name[i]));
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
