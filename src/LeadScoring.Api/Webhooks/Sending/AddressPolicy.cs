using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>
/// Where messages may go. Whoever may make endpoints must not be able to reach what only this machine can: its own services, those of
/// its network, and the metadata of its cloud.
/// </summary>
internal sealed class AddressPolicy(IOptions<WebhookOptions> options)
{
    private readonly IReadOnlyList<IPNetwork> _allowed = options.Value.Networks;

    /// <summary>Why an address must not be connected to, for people; null: it may.</summary>
    public string? RefusalOf(IPAddress address)
    {
        var effective = Addresses.Effective(address);
        if (_allowed.Any(network => network.Contains(effective) || network.Contains(address)))
        {
            return null;
        }

        return Addresses.TierOf(address) switch
        {
            AddressTier.Public => null,
            AddressTier.Private when options.Value.AllowPrivate => null,
            AddressTier.Private => $"{address} is a private address: set Webhooks:AllowPrivate, or name its network in Webhooks:AllowedNetworks.",
            _ => $"{address} is an address of this machine, of its link, or none of the internet: only naming its network in Webhooks:AllowedNetworks opens it.",
        };
    }
}

/// <summary>How far an address is open to messages.</summary>
internal enum AddressTier
{
    /// <summary>Of the internet.</summary>
    Public,

    /// <summary>Of somebody's own network: open with one switch.</summary>
    Private,

    /// <summary>Of this machine, its link, its cloud's metadata, or of no host at all: open only by naming the network.</summary>
    Forbidden,
}

/// <summary>What kinds of addresses there are.</summary>
internal static class Addresses
{
    /// <summary>Where clouds tell machines their secrets, outside of the ranges below or in private ones.</summary>
    private static readonly IPAddress[] Metadata = [.. new[] { "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254" }.Select(IPAddress.Parse)];

    private static readonly IPNetwork[] Forbidden = Parse(
        "0.0.0.0/8", // this network
        "127.0.0.0/8", // loopback
        "169.254.0.0/16", // link-local, and the metadata of most clouds
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
        "192.88.99.0/24", // relays of 6to4
        "198.18.0.0/15", // benchmarks
        "224.0.0.0/4", // multicast
        "240.0.0.0/4", // reserved, and broadcast
        "2001::/23", // protocol assignments, and Teredo
        "2001:db8::/32", "3fff::/20", // documentation
        "2002::/16"); // 6to4

    private static readonly IPNetwork[] Private = Parse("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    /// <summary>All of IPv6 that is given to hosts of the internet lies in here.</summary>
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>IPv6 addresses of IPv4 hosts behind a translator: the last four bytes are the host's.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>The address that is reached in the end: the IPv4 address that an IPv6 address only wraps, or itself.</summary>
    public static IPAddress Effective(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;

    /// <summary>How far it is open.</summary>
    public static AddressTier TierOf(IPAddress address)
    {
        var effective = Effective(address);
        return Metadata.Contains(effective) || Forbidden.Any(network => network.Contains(effective)) ? AddressTier.Forbidden
            : Private.Any(network => network.Contains(effective)) ? AddressTier.Private
            : effective.AddressFamily == AddressFamily.InterNetworkV6 && !Global.Contains(effective) ? AddressTier.Forbidden
            : AddressTier.Public;
    }

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}

/// <summary>No address of a host may be connected to.</summary>
internal sealed class ForbiddenAddressException(string refusal) : Exception(refusal);
