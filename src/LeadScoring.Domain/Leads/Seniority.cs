using System.Buffers;

namespace LeadScoring.Domain.Leads;

/// <summary>
/// Reads how senior somebody is from a job title or from a given level. The answer is one of <c>c-level</c>, <c>vp</c>,
/// <c>director</c>, <c>manager</c> and <c>individual contributor</c>.
/// </summary>
public static class Seniority
{
    private const string Contributor = "individual contributor";

    // As a part of a title these say nothing: an account executive or a product owner leads no company.
    private static readonly string[] WholeTitles = ["executive", "owner", "business owner", "company owner"];

    // The first row that has a word of the title decides, so "Vice President" is read before "President".
    private static readonly (string Level, string[] Words)[] Levels =
    [
        ("vp", ["vp", "svp", "evp", "avp", "vice president", "vice-president"]),
        ("c-level", ["chief", "ceo", "cto", "cfo", "coo", "cmo", "cio", "cpo", "cro", "cso", "ciso", "cdo", "founder", "cofounder", "co-founder", "president", "c-level", "c level", "c-suite", "c_suite", "cxo"]),
        ("director", ["director", "head of", "head"]),
        ("manager", ["manager", "team lead", "tech lead", "lead", "supervisor"]),
    ];

    private static readonly string[] Ascending = [Contributor, "manager", "director", "vp", "c-level"];

    /// <summary>Most titles have none of the words, and are known by one look.</summary>
    private static readonly SearchValues<string> AnyWord = SearchValues.Create([.. Levels.SelectMany(level => level.Words)], StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a level stands among the five, 0 for an individual contributor to 4 for c-level; -1 for what is no level.</summary>
    public static int RankOf(string level) => Array.IndexOf(Ascending, level);

    /// <summary>The level a title or a given level names; one that names no leadership is an individual contributor.</summary>
    /// <returns>The level, or null when the text is empty.</returns>
    public static string? Of(string? title)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            return null;
        }

        if (Array.Exists(WholeTitles, whole => title.AsSpan().Trim().Equals(whole, StringComparison.OrdinalIgnoreCase)))
        {
            return "c-level";
        }

        if (!title.AsSpan().ContainsAny(AnyWord))
        {
            return Contributor;
        }

        foreach (var (level, words) in Levels)
        {
            if (Array.Exists(words, word => Words.Contain(title, word)))
            {
                return level;
            }
        }

        return Contributor;
    }
}
