using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Reading lists of leads.</summary>
internal static class ListCalls
{
    public static async Task<LeadListResponse> ListAsync(this HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri("/v1/leads?" + query, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{query} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<LeadListResponse>())!;
    }

    /// <summary>All pages, one after the other. Only the last may be shorter than the limit, and empty only if it is the first.</summary>
    public static async Task<List<LeadListItem>> ListAllAsync(this HttpClient client, string query, bool exact = true)
    {
        List<LeadListItem> items = [];
        for (string? cursor = null; ;)
        {
            var page = await client.ListAsync(cursor is null ? query : $"{query}&cursor={cursor}");
            Assert.Equal(exact, page.Exact);
            Assert.True(page.Items.Count > 0 || items.Count == 0, "The last page is empty.");
            items.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return items;
        }
    }

    /// <summary>The items as text: their lists are compared by what is in them.</summary>
    public static string AsText(this IEnumerable<LeadListItem> items) => string.Join('\n', items.Select(item => JsonSerializer.Serialize(item)));
}
