namespace LeadScoring.Api.Signals;

/// <summary>How far two words in lower case are apart.</summary>
internal static class WordLikeness
{
    private const int LeastForOne = 4;
    private const int LeastForTwo = 10;
    private static readonly string[] Endings = ["d", "ed", "ing"];

    /// <summary>The number of characters by which one is another tense of the other, such as <c>open</c> and <c>opened</c>; null: it is none.</summary>
    public static int? Tense(string a, string b)
    {
        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        return shorter.Length >= LeastForOne - 1 && longer.StartsWith(shorter, StringComparison.Ordinal) && Endings.Contains(longer[shorter.Length..], StringComparer.Ordinal) ? longer.Length - shorter.Length : null;
    }

    /// <summary>
    /// The number of slips (a character too many, too few, or another; two exchanged) where it is small for such a word: one from 4
    /// characters on, two from 10 on. The first character has to be the same: <c>subscribed</c> and <c>unsubscribed</c> are no slip.
    /// </summary>
    public static int? Slips(string a, string b)
    {
        var least = Math.Min(a.Length, b.Length);
        var most = least >= LeastForTwo ? 2 : least >= LeastForOne ? 1 : 0;
        return most > 0 && a[0] == b[0] && Math.Abs(a.Length - b.Length) <= most && Distance(a, b) is var distance && distance <= most ? distance : null;
    }

    /// <summary>The optimal string alignment distance.</summary>
    private static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var isSame = a[i - 1] == b[j - 1];
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (isSame ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
