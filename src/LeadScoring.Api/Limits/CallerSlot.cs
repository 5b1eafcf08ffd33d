using System.Net;
using System.Net.Sockets;

namespace LeadScoring.Api.Limits;

/// <summary>
/// The place of an address in a table of fixed size: however many addresses there are, no more is held. Two that share a place share
/// its rate; which ones do is another matter in each process, so nobody can aim at a neighbour.
/// </summary>
internal static class CallerSlot
{
    /// <summary>How many places there are.</summary>
    public const int Count = 1 << 16;

    /// <summary>Bytes. A network that is given to one customer has a prefix of 64 bits or fewer.</summary>
    private const int NetworkOfV6 = 8;

    /// <summary>From 0 on; callers without an address, as over a Unix socket, have one together.</summary>
    public static int Of(IPAddress? address)
    {
        var bytes = (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.GetAddressBytes() ?? [];
        // HashCode has a seed of its own in each process.
        var hash = new HashCode();
        hash.AddBytes(address?.AddressFamily == AddressFamily.InterNetworkV6 && bytes.Length > NetworkOfV6 ? bytes.AsSpan(0, NetworkOfV6) : bytes);
        return (int)((uint)hash.ToHashCode() % Count);
    }
}
