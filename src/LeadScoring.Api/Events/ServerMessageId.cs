using System.Buffers;
using System.Globalization;

namespace LeadScoring.Api.Events;

/// <summary>Message ids for payloads that come without one.</summary>
internal static class ServerMessageId
{
    private const string Prefix = "put-";

    /// <summary>Characters: the prefix, two numbers of 16 digits with a dash behind each, and one of 32.</summary>
    private const int Length = 70;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef-");
    private static long _count;

    /// <summary>
    /// An id that is used once. Of two from this process the later one is the greater: of two payloads within one millisecond the
    /// last write wins by message id.
    /// </summary>
    public static string Next(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{now.UtcTicks:x16}-{Interlocked.Increment(ref _count):x16}-{Guid.NewGuid():N}");

    /// <summary>Whether an id looks like one of those. Whoever has made it, it has nothing but hexadecimal digits then.</summary>
    public static bool IsOne(string messageId) =>
        messageId.Length == Length && messageId.StartsWith(Prefix, StringComparison.Ordinal) && !messageId.AsSpan(Prefix.Length).ContainsAnyExcept(Digits);
}
