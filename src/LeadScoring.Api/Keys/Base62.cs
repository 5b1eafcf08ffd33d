using System.Numerics;

namespace LeadScoring.Api.Keys;

/// <summary>Numbers in digits that a double click selects as one word.</summary>
internal static class Base62
{
    /// <summary>In the order of their values.</summary>
    public const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Bytes, the highest first, as one number.</summary>
    public static string Write(ReadOnlySpan<byte> bytes, int digits) => Write(new BigInteger(bytes, isUnsigned: true, isBigEndian: true), digits);

    /// <summary>A number with leading zeros.</summary>
    public static string Write(BigInteger number, int digits) => string.Create(digits, number, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            rest = BigInteger.DivRem(rest, Digits.Length, out var digit);
            text[i] = Digits[(int)digit];
        }
    });

    /// <summary>Whether there is nothing else in a text.</summary>
    public static bool IsAll(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return true;
    }
}
