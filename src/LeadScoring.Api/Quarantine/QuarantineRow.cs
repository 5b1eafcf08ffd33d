using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Keys;

namespace LeadScoring.Api.Quarantine;

/// <summary>Makes the row of an item that could not be taken.</summary>
internal static class QuarantineRow
{
    private const int IdBytes = 16;

    public static QuarantinedEvent Of(Dialect dialect, JsonElement shared, JsonElement item, Receipt receipt, ItemFault fault)
    {
        var bytes = KeyPlaces.WithoutKey(item);
        var context = shared.GetPropertyCount() == 0 ? null : JsonMarshal.GetRawUtf8Value(shared).ToArray();
        return new QuarantinedEvent
        {
            Id = IdOf(dialect.Name, receipt.Source, bytes),
            Dialect = dialect.Name,
            Source = receipt.Source,
            Item = bytes,
            Shared = context,
            Size = bytes.Length + (context?.Length ?? 0),
            FirstReceivedAt = receipt.At,
            LastReceivedAt = receipt.At,
            Code = fault.Code,
            Message = QuarantinedEvent.Storable(fault.Message),
            MessageId = ItemReader.MessageIdOf(item, dialect.IdMember),
            Identities = NamedPeople.In(item, dialect),
        };
    }

    /// <summary>
    /// A hash of dialect, source and item, in the form of a UUID of version 8 (RFC 9562). When a request was sent is no part of it: that is
    /// new in each retry. Nor is the usual source, which items had before there were others.
    /// </summary>
    public static Guid IdOf(string dialect, string source, ReadOnlySpan<byte> item)
    {
        var origin = source == IncomingEvent.DefaultSource ? dialect : $"{dialect} {source}";
        var id = SHA256.HashData([.. Encoding.UTF8.GetBytes(origin), (byte)'\n', .. item]).AsSpan(0, IdBytes);
        (id[6], id[8]) = ((byte)((id[6] & 0x0F) | 0x80), (byte)((id[8] & 0x3F) | 0x80));
        return new Guid(id, bigEndian: true);
    }
}
