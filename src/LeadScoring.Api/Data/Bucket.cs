using System.Text;

namespace LeadScoring.Api.Data;

/// <summary>
/// Every table that belongs to a lead starts its key with a bucket: a fixed hash of the identity. It is the unit by which the
/// data can be spread over several servers later, so neither the hash nor the number of buckets ever changes.
/// </summary>
internal static class Bucket
{
    public const int Count = 64;

    /// <summary>The bucket of a key, 0 to 63: FNV-1a (32 bits) over its UTF-8 bytes, modulo 64.</summary>
    public static short Of(string key)
    {
        var hash = 2166136261u;
        foreach (var each in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ each) * 16777619u);
        }

        return (short)(hash % Count);
    }
}
