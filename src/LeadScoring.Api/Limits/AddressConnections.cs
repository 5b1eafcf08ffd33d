using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Limits;

/// <summary>How many connections an address may hold open, so that nobody takes all that there are. Proxies that are trusted, and Unix sockets, may have any number: they stand for many.</summary>
internal sealed class AddressConnections(IOptions<LimitOptions> options)
{
    private readonly int[] _open = new int[CallerSlot.Count];
    private readonly IPNetwork[] _trusted = [.. options.Value.TrustedProxies.Select(network => IPNetwork.Parse(network))];

    /// <summary>Serves a connection, or closes it at once.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if ((connection.RemoteEndPoint as IPEndPoint)?.Address is not { } address || Array.Exists(_trusted, network => network.Contains(address)))
        {
            await next(connection);
            return;
        }

        var slot = CallerSlot.Of(address);
        try
        {
            if (Interlocked.Increment(ref _open[slot]) <= options.Value.AddressConnections)
            {
                await next(connection);
            }
            else
            {
                connection.Abort(new ConnectionAbortedException("The address has too many connections open."));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open[slot]);
        }
    }
}
