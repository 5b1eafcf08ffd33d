using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>A keep-alive connection that sends a request and waits for its answer, with as little work as can be.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[64 * 1_024];

    private HttpConnection()
    {
    }

    public static async Task<HttpConnection> OpenAsync(Uri address)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Comes back when the answer is complete and says that every event was new.</summary>
    /// <exception cref="InvalidOperationException">The answer says something else.</exception>
    public async ValueTask PostAsync(ReadOnlyMemory<byte> request) => Check(_answer.AsSpan(0, await SendAsync(request)));

    /// <summary>Comes back when the answer is complete and a 200.</summary>
    /// <exception cref="InvalidOperationException">The answer says something else.</exception>
    public async ValueTask GetAsync(ReadOnlyMemory<byte> request)
    {
        var answer = _answer.AsSpan(0, await SendAsync(request));
        if (!answer.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException("The answer is no success: " + Encoding.UTF8.GetString(answer));
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        do
        {
            var received = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (received == 0) throw new InvalidOperationException("The service hung up, or answered with too much: " + Encoding.UTF8.GetString(_answer, 0, length));
            length += received;
        }
        while (!IsComplete(_answer.AsSpan(0, length)));

        return length;
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var length = answer[..head].IndexOf("Content-Length: "u8);
        return length < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(length + 16)..], out int bytes, out _) && answer.Length == head + 4 + bytes;
    }

    private static void Check(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("HTTP/1.1 200"u8) || answer.IndexOf("\"duplicates\":0,\"ignored\":0,\"rejected\":[]"u8) < 0)
            throw new InvalidOperationException("The service did not take every event as new: " + Encoding.UTF8.GetString(answer));
    }
}
