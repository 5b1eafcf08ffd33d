using System.Globalization;

namespace LeadScoring.Api.Privacy;

/// <summary>What stands in JSON behind backslashes. Which characters are written so is up to whoever writes them.</summary>
internal static class JsonEscapes
{
    private const char Escape = '\\';

    /// <summary>Characters of <c>\u0041</c>, and where its digits begin.</summary>
    private const int CodeLength = 6, CodeDigits = 2;

    /// <summary>Writes a text over itself with each escape undone once. What is no escape stays as it is.</summary>
    /// <returns>How long it is now. It is never longer than before, and as long only if there was nothing to undo.</returns>
    public static int Undo(Span<char> text)
    {
        var read = PlainAt(text);
        var written = read;
        while (read < text.Length)
        {
            var (character, taken) = ReadAt(text[read..]);
            text[written++] = character;
            read += taken;
            var plain = PlainAt(text[read..]);
            text.Slice(read, plain).CopyTo(text[written..]);
            (read, written) = (read + plain, written + plain);
        }

        return written;
    }

    /// <summary>How many characters come before the next backslash.</summary>
    private static int PlainAt(ReadOnlySpan<char> text) => text.IndexOf(Escape) is >= 0 and var next ? next : text.Length;

    /// <summary>The character at the beginning of a text that begins with a backslash, and how many characters it takes. Of a pair of surrogates each stands by itself.</summary>
    private static (char Character, int Taken) ReadAt(ReadOnlySpan<char> text) => text switch
    {
        [_, 'u', _, _, _, _, ..] when ushort.TryParse(text[CodeDigits..CodeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) => ((char)code, CodeLength),
        [_, '"' or Escape or '/', ..] => (text[1], 2),
        [_, 'n', ..] => ('\n', 2),
        [_, 't', ..] => ('\t', 2),
        [_, 'r', ..] => ('\r', 2),
        [_, 'b', ..] => ('\b', 2),
        [_, 'f', ..] => ('\f', 2),
        _ => (Escape, 1),
    };
}
