using System.Net.Http.Json;
using LeadScoring.Api.Changes;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Following the feed of changes.</summary>
internal static class ChangeCalls
{
    public static async Task<ChangesResponse> ChangesAsync(this HttpClient client, string query = "")
    {
        using var answer = await client.GetAsync(new Uri("/v1/changes?" + query, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{query} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<ChangesResponse>())!;
    }

    /// <summary>
    /// All changes behind a place, once what is expected is among them: other tests have transactions on the same server, and the feed
    /// ends before the first that has not ended.
    /// </summary>
    public static async Task<List<ChangeItem>> FollowUntilAsync(this HttpClient client, string? after, Func<List<ChangeItem>, bool> expected, int limit = 1_000)
    {
        List<ChangeItem> items = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await client.ChangesAsync($"limit={limit}" + (after is null ? "" : $"&after={after}"));
                items.AddRange(answer.Items);
                after = answer.Cursor;
                return expected(items);
            },
            "the feed has what is expected");
        return items;
    }

    public static async Task<string> LatestAsync(this HttpClient client) => (await client.ChangesAsync("after=latest")).Cursor;
}
