using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Replay;

/// <summary>
/// Makes message ids for a log that has none: a hash of what tells its lines apart. Lines that are alike are numbered as they
/// come, so each is an event of its own, and a second pass over the log makes the same ids.
/// </summary>
internal sealed class MessageIds
{
    private readonly Dictionary<UInt128, int> _seen = [];

    public string Next(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        var occurrence = _seen.GetValueOrDefault(key) + 1;
        _seen[key] = occurrence;
        var id = Convert.ToHexStringLower(hash[..16]);
        return occurrence == 1 ? id : $"{id}-{occurrence}";
    }
}
