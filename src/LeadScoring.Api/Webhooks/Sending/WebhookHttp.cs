using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>
/// The one way out. No redirects, cookies or proxies, and every address is checked when it is connected to, after DNS: a name may
/// lead elsewhere each time it is asked for.
/// </summary>
internal sealed class WebhookHttp : IDisposable
{
    private const int MostHeaderKilobytes = 16;

    /// <summary>Connections are made anew, and so looked up and checked, this often.</summary>
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(2);

    private readonly AddressPolicy _policy;
    private readonly HostAddresses _hosts;

    public WebhookHttp(AddressPolicy policy, HostAddresses hosts, IOptions<WebhookOptions> options)
    {
        (_policy, _hosts) = (policy, hosts);
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.Value.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = ConnectionAge,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            // An answer that is not read to its end costs its connection rather than more reading.
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        })
        {
            // Who sends says how long.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { UserAgent = { new("LeadScoring-Webhooks", "1.0") } },
        };
    }

    /// <summary>Sends requests, each for as long as its token says.</summary>
    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Exception? problem = null;
        foreach (var address in await _hosts.FindAsync(context.DnsEndPoint.Host, cancellationToken))
        {
            if (_policy.RefusalOf(address) is { } refusal)
            {
                problem ??= new ForbiddenAddressException(refusal);
                continue;
            }

            try
            {
                return await ConnectAsync(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.DnsEndPoint.Port, cancellationToken);
            }
            catch (SocketException e)
            {
                problem = e;
            }
        }

        throw problem ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Asks for the addresses of a host.</summary>
internal class HostAddresses
{
    /// <param name="host">A name, or an address as text.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public virtual async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
}
