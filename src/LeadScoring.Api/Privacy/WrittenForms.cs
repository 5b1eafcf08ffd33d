using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace LeadScoring.Api.Privacy;

/// <summary>A text as it may stand in JSON: which characters are escaped is up to whoever writes it.</summary>
internal static class WrittenForms
{
    private const char LastOfAscii = '\x7f';

    /// <summary>As it is; as .NET, JavaScript, Python and PHP write it.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        return new[] { text, JavaScriptEncoder.Default.Encode(text), plain, Ascii(plain), Ascii(plain).Replace("/", "\\/", StringComparison.Ordinal) }.Distinct(StringComparer.Ordinal);
    }

    private static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var each in text)
        {
            _ = each <= LastOfAscii ? ascii.Append(each) : ascii.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}");
        }

        return ascii.ToString();
    }
}
