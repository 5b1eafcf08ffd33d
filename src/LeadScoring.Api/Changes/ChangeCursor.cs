using System.Buffers.Binary;
using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Changes;

/// <summary>A place in the feed of changes: that of the last row a reader has got. Whatever comes later stands behind it.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Lead">Its lead, or its account as transitions name it; orders what one transaction wrote.</param>
/// <param name="Sequence">The number of a transition; <see cref="Score"/> for a score, which stands behind the transitions of its lead or account.</param>
internal readonly record struct ChangeCursor(long Position, LeadKey Lead, int Sequence) : IComparable<ChangeCursor>
{
    /// <summary>The number in the place of a score.</summary>
    public const int Score = int.MaxValue;

    /// <summary>Before everything.</summary>
    public static readonly ChangeCursor Start = new(0, new LeadKey(-1, ""), 0);

    // Position (8 bytes), bucket (2 bytes), sequence (4 bytes), all big-endian, then the lead's id in UTF-8.
    private const int BucketAt = 8;
    private const int SequenceAt = 10;
    private const int IdAt = 14;
    private const string Scope = "changes";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Behind everything that stands at smaller positions.</summary>
    public static ChangeCursor Before(long position) => Start with { Position = position };

    /// <summary>The cursor as text.</summary>
    public string Write()
    {
        var id = Encoding.UTF8.GetBytes(Lead.LeadId);
        var place = new byte[IdAt + id.Length];
        BinaryPrimitives.WriteInt64BigEndian(place, Position);
        BinaryPrimitives.WriteInt16BigEndian(place.AsSpan(BucketAt), Lead.Bucket);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(SequenceAt), Sequence);
        id.CopyTo(place, IdAt);
        return OpaqueCursor.Write(place, Scope);
    }

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static ChangeCursor? Read(string text)
    {
        if (OpaqueCursor.Read(text, Scope) is not { Length: >= IdAt } place)
        {
            return null;
        }

        try
        {
            var id = Utf8.GetString(place.AsSpan(IdAt));
            return id.Contains('\0', StringComparison.Ordinal) ? null : new ChangeCursor(
                BinaryPrimitives.ReadInt64BigEndian(place),
                new LeadKey(BinaryPrimitives.ReadInt16BigEndian(place.AsSpan(BucketAt)), id),
                BinaryPrimitives.ReadInt32BigEndian(place.AsSpan(SequenceAt)));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The order of the feed.</summary>
    public int CompareTo(ChangeCursor other) =>
        Position != other.Position ? Position.CompareTo(other.Position)
        : Lead.Bucket != other.Lead.Bucket ? Lead.Bucket.CompareTo(other.Lead.Bucket)
        : LeadKey.CompareIds(Lead.LeadId, other.Lead.LeadId) is not 0 and var byId ? byId
        : Sequence.CompareTo(other.Sequence);
}
