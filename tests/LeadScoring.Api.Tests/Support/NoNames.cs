using System.Net;
using System.Net.Sockets;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Knows no host by name, so that no test asks anybody outside of this machine, whatever its endpoints are called.</summary>
internal sealed class NoNames : HostAddresses
{
    public override Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address]) : throw new SocketException((int)SocketError.HostNotFound);
}
