using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Api.Keys;

/// <summary>
/// What a key looks like: <c>pls_WORD_ID_SECRET</c>, directly followed by a checksum of all that is before it. The beginning lets
/// scanners find keys where they should not be, the word tells people what they have found, and the checksum tells a slip of the
/// pen without a look at what keys there are.
/// </summary>
internal static class KeyFormat
{
    /// <summary>A text that is longer is none, and is not looked at.</summary>
    public const int MostCharacters = 200;

    /// <summary>Characters of an id, which stands in the key in clear. 71 bits: no two are ever the same.</summary>
    public const int IdCharacters = 12;

    /// <summary>What every key begins with.</summary>
    public const string Beginning = "pls_";

    /// <summary>Bytes of chance in a secret. That many need no slow hash.</summary>
    private const int SecretBytes = 32;

    private const int SecretCharacters = 43; // 62^43 > 2^256
    private const int ChecksumCharacters = 6; // 62^6 > 2^32

    /// <summary>For keys of one scope its own word.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [Scopes.Ingest] = "ingest",
        [Scopes.LeadsRead] = "read",
        [Scopes.ModelsManage] = "models",
        [Scopes.WebhooksManage] = "webhooks",
        [Scopes.Privacy] = "privacy",
        [Scopes.KeysManage] = "keys",
    };

    /// <summary>An id for a new key.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Base62.Digits, IdCharacters);

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdCharacters && Base62.IsAll(text);

    /// <summary>How every key of this id begins, for people who look for it: all of it but the secret.</summary>
    public static string Hint(string id, IReadOnlyCollection<string> scopes) => $"{Beginning}{WordOf(scopes)}_{id}";

    /// <summary>A key with a new secret.</summary>
    public static string Make(string id, IReadOnlyCollection<string> scopes)
    {
        var text = $"{Hint(id, scopes)}_{Base62.Write(RandomNumberGenerator.GetBytes(SecretBytes), SecretCharacters)}";
        return text + ChecksumOf(text);
    }

    /// <summary>The id in a key; null when the text is none: another form, or a slip that the checksum tells.</summary>
    public static string? IdIn(string text)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Length > MostCharacters || !text.StartsWith(Beginning, StringComparison.Ordinal) || text.AsSpan().Split(parts, '_') != 4)
        {
            return null;
        }

        var word = text.AsSpan(parts[1]);
        var id = text.AsSpan(parts[2]);
        var tail = text.AsSpan(parts[3]);
        return word.Length > 0 && !word.ContainsAnyExceptInRange('a', 'z')
            && IsId(id)
            && tail.Length == SecretCharacters + ChecksumCharacters && Base62.IsAll(tail)
            && ChecksumOf(text.AsSpan(0, text.Length - ChecksumCharacters)).AsSpan().SequenceEqual(tail[SecretCharacters..])
            ? id.ToString()
            : null;
    }

    /// <summary>What is kept of a key: SHA-256 of all of it, so that the word and the id are as sure as the secret.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Of several scopes the one that people must know about is the one that makes further keys.</summary>
    private static string WordOf(IReadOnlyCollection<string> scopes) => scopes.Count == 1 ? Words[scopes.Single()] : scopes.Contains(Scopes.KeysManage, StringComparer.Ordinal) ? "admin" : "multi";

    private static string ChecksumOf(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Base62.Write(Crc32.Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]), ChecksumCharacters);
    }
}
