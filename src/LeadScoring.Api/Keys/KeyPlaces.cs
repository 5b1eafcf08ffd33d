using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.Extensions.Primitives;

namespace LeadScoring.Api.Keys;

/// <summary>Where clients put their keys. A header goes before the body.</summary>
internal static class KeyPlaces
{
    private const string WriteKeyHeader = "X-Write-Key";

    /// <summary>Segment's name in bodies, and PostHog's.</summary>
    private static readonly string[] Members = ["writeKey", "api_key"];

    /// <summary>As Bearer, as the user of Basic, or as <c>X-Write-Key</c>; null: there is none.</summary>
    public static string? InHeaders(HttpRequest request) => InAuthorization(request.Headers.Authorization) ?? NotBlank(request.Headers[WriteKeyHeader].ToString());

    /// <summary>In a body of JSON, for SDKs that send no headers of their own; null: there is none.</summary>
    public static async Task<string?> InBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = (await AnyBody.ReadAsync(request, cancellationToken)).Json;
        return body.ValueKind != JsonValueKind.Object ? null : Members.Select(name => TextOf(body, name)).FirstOrDefault(text => text is not null);
    }

    /// <summary>An item as it was sent, but for members that hold keys: SDKs put theirs beside what it is about, and items may be kept.</summary>
    public static byte[] WithoutKey(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.EnumerateObject().Any(IsKey))
        {
            return JsonMarshal.GetRawUtf8Value(item).ToArray();
        }

        // Byte by byte: such an item is kept because something is wrong with it.
        var members = item.EnumerateObject().Where(member => !IsKey(member)).Select(member => (byte[])[(byte)'"', .. JsonMarshal.GetRawUtf8PropertyName(member), .. "\":"u8, .. JsonMarshal.GetRawUtf8Value(member.Value), (byte)',']);
        byte[] rest = [.. members.SelectMany(bytes => bytes)];
        return [(byte)'{', .. rest.AsSpan(0, Math.Max(0, rest.Length - 1)), (byte)'}'];
    }

    private static bool IsKey(JsonProperty member) => JsonFaults.NameOf(member) is { } name && Members.Contains(name, StringComparer.Ordinal);

    private static string? InAuthorization(StringValues header)
    {
        if (!AuthenticationHeaderValue.TryParse(header.ToString(), out var value) || NotBlank(value.Parameter) is not { } parameter)
        {
            return null;
        }

        return value.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => parameter,
            "BASIC" => NotBlank(UserIn(parameter)),
            _ => null,
        };
    }

    /// <summary>Segment's clients leave out the password, and some the colon before it.</summary>
    private static string UserIn(string credentials) => Base64.IsValid(credentials) ? Encoding.UTF8.GetString(Convert.FromBase64String(credentials)).Split(':')[0] : credentials;

    private static string? TextOf(JsonElement body, string name) =>
        ItemReader.Member(body, name) is { ValueKind: JsonValueKind.String } text ? NotBlank(JsonFaults.TextOf(text, name, out _)) : null;

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
