using System.Net;
using System.Security.Claims;

namespace LeadScoring.Api.Keys;

/// <summary>
/// While somebody develops, their own machine needs no key, so that requests can be typed as they are printed in the README. Nobody
/// else is let in: not what comes through a proxy, and not a page of another site that is open in the developer's browser.
/// </summary>
internal sealed class LocalDevelopment(IHostEnvironment environment)
{
    /// <summary>What proxies add; the second is what becomes of it where proxies are trusted.</summary>
    private static readonly string[] PrefixesOfProxies = ["X-Forwarded-", "X-Original-"];

    private static readonly string[] OfProxies = ["Forwarded", "Via", "X-Real-IP"];

    private readonly bool _isOn = environment.IsDevelopment();

    /// <summary>Who calls without a key.</summary>
    public ClaimsPrincipal Caller { get; } = Callers.Anybody();

    public bool IsCalling(HttpContext context) => _isOn && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && NamesThisMachine(context.Request.Host.Host) && !IsForwarded(context.Request.Headers) && IsFromNoOtherSite(context.Request);

    /// <summary>A name of somebody else's that leads here is a trick against browsers (DNS rebinding).</summary>
    private static bool NamesThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsForwarded(IHeaderDictionary headers) =>
        OfProxies.Any(headers.ContainsKey) || headers.Keys.Any(name => Array.Exists(PrefixesOfProxies, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Browsers name the page that a request comes from; others do not.</summary>
    private static bool IsFromNoOtherSite(HttpRequest request) =>
        request.Headers.Origin is not [{ } origin, ..] || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
