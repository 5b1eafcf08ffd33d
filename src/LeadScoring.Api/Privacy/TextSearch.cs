using System.Buffers;
using System.Text;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Looks for texts in JSON, in small or capital letters and however they are escaped, also where JSON is a text within JSON. All of them are
/// looked for at once, so that it hardly matters how many there are. It keeps its memory from one item to the next, so it is for one thread.
/// </summary>
internal sealed class TextSearch(IEnumerable<string> texts)
{
    /// <summary>How often escapes are undone: in JSON in a text in JSON in a text in JSON. Bounded, since an item may consist of nothing but escapes of escapes.</summary>
    private const int MostLevels = 3;

    private readonly SearchValues<string> _texts = SearchValues.Create([.. texts], StringComparison.OrdinalIgnoreCase);
    private char[] _memory = [];

    /// <summary>Whether one of the texts stands in these bytes, read as UTF-8. One that is none is read as a character of its own, and hides nothing that follows.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        // No byte makes more than one character.
        if (_memory.Length < bytes.Length)
        {
            _memory = new char[Math.Max(bytes.Length, 2 * _memory.Length)];
        }

        var text = _memory.AsSpan(0, Encoding.UTF8.GetChars(bytes, _memory));
        for (var level = 0; !text.ContainsAny(_texts); level++)
        {
            var length = JsonEscapes.Undo(text);
            if (level == MostLevels || length == text.Length)
            {
                return false;
            }

            text = text[..length];
        }

        return true;
    }
}
