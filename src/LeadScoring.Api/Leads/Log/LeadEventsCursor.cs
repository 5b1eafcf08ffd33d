using System.Globalization;
using System.Text;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Leads.Log;

/// <summary>A place in a lead's log: the last entry of a page. The next page begins right behind it, whatever comes meanwhile.</summary>
/// <param name="OccurredAt">When the entry happened.</param>
/// <param name="Identity">The identity it was sent under, as <c>user:ID</c> or <c>anon:ID</c>.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="MessageId">Its message id.</param>
internal sealed record LeadEventsCursor(DateTimeOffset OccurredAt, string Identity, string Source, string MessageId)
{
    // In UTF-8 the UTC ticks and the three ids, separated by U+0000, which no id holds.
    private const char Separator = '\0';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static LeadEventsCursor Of(LeadEvent entry) => new(entry.OccurredAt, entry.Identity, entry.Source, entry.MessageId);

    /// <summary>The cursor as text, for pages in the same order only.</summary>
    public string Write(string order) =>
        OpaqueCursor.Write(Encoding.UTF8.GetBytes(string.Join(Separator, OccurredAt.UtcTicks.ToString(CultureInfo.InvariantCulture), Identity, Source, MessageId)), ScopeOf(order));

    /// <summary>Reads a cursor; null when it is damaged or was made for the other order.</summary>
    public static LeadEventsCursor? Read(string text, string order)
    {
        try
        {
            return OpaqueCursor.Read(text, ScopeOf(order)) is { } place
                && Utf8.GetString(place).Split(Separator) is [var at, var identity, var source, var messageId]
                && long.TryParse(at, CultureInfo.InvariantCulture, out var ticks) && ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
                    ? new LeadEventsCursor(new DateTimeOffset(ticks, TimeSpan.Zero), identity, source, messageId)
                    : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string ScopeOf(string order) => $"events\n{order}";
}
