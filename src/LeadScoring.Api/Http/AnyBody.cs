using System.IO.Compression;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Limits;

namespace LeadScoring.Api.Http;

/// <summary>
/// A JSON body whatever its headers say: SDKs send JSON as text, as a form, or without a type. What begins like gzip is
/// unpacked, and the limit counts what comes out.
/// </summary>
/// <param name="Json">The body; undefined when there is a fault.</param>
/// <param name="Status">The status to answer when there is a fault.</param>
/// <param name="Fault">What is wrong with the body as a whole, or null.</param>
internal sealed record AnyBody(JsonElement Json, int Status = StatusCodes.Status200OK, string? Fault = null)
{
    /// <summary>Read once, whoever asks first: the body may hold the key.</summary>
    public static async Task<AnyBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var features = request.HttpContext.Features;
        if (features.Get<AnyBody>() is not { } body)
        {
            features.Set(body = await ReadOnceAsync(request, cancellationToken));
        }

        return body;
    }

    private static async Task<AnyBody> ReadOnceAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(request.Body, cancellationToken);
        request.HttpContext.EndBodyPatience();
        if (bytes is [0x1F, 0x8B, ..])
        {
            try
            {
                await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
                bytes = await ReadAsync(gzip, cancellationToken);
            }
            catch (InvalidDataException)
            {
                return new AnyBody(default, StatusCodes.Status400BadRequest, "The body begins like gzip and cannot be unpacked.");
            }
        }

        return bytes is null
            ? new AnyBody(default, StatusCodes.Status413PayloadTooLarge, $"A body may have at most {IntakeLimits.Body} bytes (512 kB), counted after unpacking. Send less at once.")
            : Parse(bytes);
    }

    private static AnyBody Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var json = bytes is [0xEF, 0xBB, 0xBF, .. var unmarked] ? unmarked : bytes;
            var body = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = IntakeLimits.BodyDepth });
            return body.ValueKind == JsonValueKind.Object && JsonFaults.FaultOfNames(body, "The body") is { } fault
                ? new AnyBody(default, StatusCodes.Status400BadRequest, fault + ".")
                : new AnyBody(body);
        }
        catch (JsonException problem)
        {
            return new AnyBody(default, StatusCodes.Status400BadRequest, $"The body cannot be read as JSON, plain or packed with gzip, at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.");
        }
    }

    /// <returns>Null when there is more than a body may have.</returns>
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (buffer.Length + read > IntakeLimits.Body)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
