using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Scoring;

/// <summary>The key of the rows of an identity or a lead. Rows of several are always locked in the order of their keys, so writers never wait for each other in a circle.</summary>
/// <param name="Bucket">The bucket of the identity.</param>
/// <param name="LeadId">The identity, as <c>user:ID</c> or <c>anon:ID</c>.</param>
internal readonly record struct LeadKey(short Bucket, string LeadId)
{
    public static LeadKey Of(Identity identity) => OfKey(identity.Key);

    /// <summary>Of the form <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public static LeadKey OfKey(string identity) => new(Data.Bucket.Of(identity), identity);

    /// <summary>Without the id: collections write the key that they have twice, or lack, into what they throw, and that is logged.</summary>
    public override string ToString() => $"{nameof(LeadKey)} of bucket {Bucket}";

    /// <summary>In the order of the database, which compares bytes of UTF-8: that is the order of code points, not of .NET's 16-bit units.</summary>
    public static int CompareIds(string a, string b)
    {
        var i = a.AsSpan().CommonPrefixLength(b);
        if (i == a.Length || i == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var (isAHalf, isBHalf) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
        // Halves of a pair stand for code points above all that fit into one unit.
        return isAHalf == isBHalf ? a[i].CompareTo(b[i]) : isAHalf.CompareTo(isBHalf);
    }
}
