using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>Items that go in one request: a batch, or a PUT alone.</summary>
internal sealed class Request(IReadOnlyList<LedgerItem> items, bool isNative)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public IReadOnlyList<LedgerItem> Items { get; } = items;

    public bool IsPut => Items[0].IsPut;

    /// <summary>How often it was sent.</summary>
    public int Sendings { get; private set; }

    public bool IsAcknowledged { get; set; }

    /// <summary>The same items once more, over the other route where that takes them.</summary>
    public Request Again() => new(Items, isNative ? false : Items.All(item => item.IsPlain)) { Sendings = Sendings, IsAcknowledged = IsAcknowledged };

    public HttpRequestMessage Send()
    {
        Sendings++;
        return Items[0].Type switch
        {
            LedgerItem.PutLead => new HttpRequestMessage(HttpMethod.Put, Path("/v1/leads/" + Items[0].UserId)) { Content = JsonContent.Create(Items[0].Traits) },
            LedgerItem.PutAccount => new HttpRequestMessage(HttpMethod.Put, Path("/v1/accounts/" + Items[0].GroupId)) { Content = JsonContent.Create(Items[0].Traits) },
            _ when isNative => new HttpRequestMessage(HttpMethod.Post, Path("/v1/events")) { Content = JsonContent.Create(new { events = Items }, options: Json) },
            _ => new HttpRequestMessage(HttpMethod.Post, Path("/v1/batch")) { Content = JsonContent.Create(new { batch = Items }, options: Json) },
        };
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
