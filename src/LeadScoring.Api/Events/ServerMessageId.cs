using System.Globalization;

namespace LeadScoring.Api.Events;

/// <summary>Message ids for payloads that come without one.</summary>
internal static class ServerMessageId
{
    private static long _count;

    /// <summary>
    /// An id that is used once. Of two from this process the later one is the greater: of two payloads within one millisecond the
    /// last write wins by message id.
    /// </summary>
    public static string Next(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"put-{now.UtcTicks:x16}-{Interlocked.Increment(ref _count):x16}-{Guid.NewGuid():N}");
}
