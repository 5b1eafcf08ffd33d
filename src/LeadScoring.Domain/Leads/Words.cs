namespace LeadScoring.Domain.Leads;

/// <summary>Finds whole words in a text, whatever their case.</summary>
internal static class Words
{
    /// <summary>Whether the text has the word or words, not as a part of a longer word ("cto" is not in "director").</summary>
    public static bool Contain(ReadOnlySpan<char> text, ReadOnlySpan<char> words)
    {
        for (var from = 0; from <= text.Length - words.Length;)
        {
            var found = text[from..].IndexOf(words, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            var start = from + found;
            var end = start + words.Length;
            var startsWord = start == 0 || !char.IsLetterOrDigit(text[start - 1]);
            var endsWord = end == text.Length || !char.IsLetterOrDigit(text[end]);
            if (startsWord && endsWord)
            {
                return true;
            }

            from = start + 1;
        }

        return false;
    }
}
