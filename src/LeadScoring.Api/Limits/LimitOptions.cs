using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Limits;

/// <summary>Section "Limits": how much a replica takes from one caller, and from all of them.</summary>
public sealed class LimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    /// <summary>How many requests a second a key may send for long. Beyond that they are answered 429.</summary>
    /// <value>2,000: every browser of a product may send with one key.</value>
    [Range(1, 1_000_000)]
    public int KeyRequests { get; init; } = 2_000;

    /// <summary>How many requests a second that hold no key in their headers an address may send for long. Of IPv6 the first 64 bits count.</summary>
    /// <value>500: an office has one address, and some SDKs send their key in the body.</value>
    [Range(1, 1_000_000)]
    public int AddressRequests { get; init; } = 500;

    /// <summary>How many requests that hold no key in their headers may be under way from one address. Their bodies are read before it is known whose they are.</summary>
    /// <value>100</value>
    [Range(1, 100_000)]
    public int AddressRequestsAtOnce { get; init; } = 100;

    /// <summary>The same from all addresses together: a body has up to 512 kB.</summary>
    /// <value>400: 200 MB at the most</value>
    [Range(1, 100_000)]
    public int KeylessRequestsAtOnce { get; init; } = 400;

    /// <summary>How many requests of a key may be under way. Bodies of requests are held in memory while they come.</summary>
    /// <value>1,000: 512 MB at the most</value>
    [Range(1, 100_000)]
    public int KeyRequestsAtOnce { get; init; } = 1_000;

    /// <summary>How many seconds' worth of either rate may come at once after a pause.</summary>
    /// <value>10: SDKs send what has gathered when a network comes back.</value>
    [Range(1, 3600)]
    public int BurstSeconds { get; init; } = 10;

    /// <summary>How many requests without a key that does are answered 401 a minute and address; more are answered 429. Requests with a key that does go on.</summary>
    /// <value>300: a client with a wrong key notices, and somebody who guesses gets no further than that.</value>
    [Range(1, 1_000_000)]
    public int FailedKeys { get; init; } = 300;

    /// <summary>How many connections may be open. More are closed at once.</summary>
    /// <value>10,000: browsers keep theirs open for two minutes.</value>
    [Range(1, 1_000_000)]
    public int Connections { get; init; } = 10_000;

    /// <summary>How many of them one address may have; not those of <c>TrustedProxies</c>. More are closed at once.</summary>
    /// <value>2,000: an office has one address, and so has a proxy.</value>
    [Range(1, 1_000_000)]
    public int AddressConnections { get; init; } = 2_000;

    /// <summary>How long the headers of a request may take to come, from its first byte on.</summary>
    /// <value>15 seconds</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the body of a request may take to come. Those that come to fewer than 240 bytes a second are ended before.</summary>
    /// <value>30 seconds</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Networks of the proxies in front of the service, such as 10.1.0.0/16. What they say in X-Forwarded-For is the caller's address; nobody else is believed.</summary>
    /// <value>none: the address is that of whoever connects</value>
    public string[] TrustedProxies { get; init; } = [];
}

/// <summary>What is no network stops the start.</summary>
internal sealed class LimitOptionsCheck : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options) => Array.Find(options.TrustedProxies, network => !IPNetwork.TryParse(network, out _)) is { } network
        ? ValidateOptionsResult.Fail($"Limits:TrustedProxies has \"{network}\", which is no network such as 10.1.0.0/16 or 127.0.0.1/32: the bits behind the prefix must be 0.")
        : ValidateOptionsResult.Success;
}
