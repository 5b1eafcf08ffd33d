using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Requests byte by byte, for what HttpClient would tidy up, against a server that listens on a real port.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends the request and reads until the server closes the connection.</summary>
    /// <param name="server">Where it listens.</param>
    /// <param name="requestLine">Such as <c>GET /v1/leads HTTP/1.1</c>.</param>
    /// <param name="headers">Without Host and Connection.</param>
    /// <param name="body">What follows the headers, as it is.</param>
    public static async Task<RawReply> SendAsync(Uri server, string requestLine, string[] headers, byte[] body)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, patience.Token);
        await using var stream = client.GetStream();
        var head = string.Join("\r\n", [requestLine, $"Host: {server.Authority}", "Connection: close", .. headers, "", ""]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), patience.Token);
        await stream.WriteAsync(body, patience.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(patience.Token);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return new RawReply(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    /// <summary>A body in chunks of this size, without saying how large the whole is.</summary>
    public static byte[] Chunked(byte[] body, int size, bool end = true)
    {
        var chunks = body.Chunk(size).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]);
        return end ? [.. chunks, .. "0\r\n\r\n"u8] : [.. chunks];
    }
}

/// <summary>What a server sent.</summary>
/// <param name="Status">The status.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The rest.</param>
internal sealed record RawReply(int Status, string Head, string Body);
