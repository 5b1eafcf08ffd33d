using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Domain.Leads;

/// <summary>The form in which distinct values are kept: short ones as they are, long ones as a hash, so that a digest stays small.</summary>
internal static class DistinctValue
{
    /// <summary>Values of up to this many characters are kept as they are.</summary>
    private const int MostCharacters = 24;

    /// <summary>The value to keep, or null when there is nothing to tell apart (absent, empty, an object or a list).</summary>
    public static string? Of(PropertyValue value) => value.AsText() switch
    {
        null or "" => null,
        { Length: <= MostCharacters } text when text[0] != '#' => text,
        var text => "#" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)),
    };
}
