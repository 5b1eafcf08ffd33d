using System.Net.Http.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models;

/// <summary>Lists between the moment at which a model comes into force and the one at which the worker has scored everybody, with two models side by side.</summary>
public sealed class ManyBehindTests : IAsyncLifetime, IDisposable
{
    /// <summary>As many leads as a list scores by itself; lists of accounts do so for up to 100.</summary>
    private const int MostDue = 60;

    private readonly LeadScoringApp _app = new(Given.Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00"), ("LeadList:MostDue", "60")));

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await client.PublishAsync(TestModels.Of("beside"));
        await SendAsync(client, 0, MostDue);
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_list_that_says_that_it_is_exact_is_of_one_version()
    {
        using var client = _app.CreateClient();

        await client.PublishAsync(TestModels.Of("product-led", TestModels.Velocity(5)));
        var leads = await client.ListAsync("limit=500");
        var accounts = await AccountsAsync(client);

        Assert.True(leads.Exact && accounts.Exact);
        Assert.Equal(Enumerable.Repeat(2, MostDue), leads.Items.Select(item => item.ModelVersion));
        Assert.Equal(Enumerable.Repeat(2, MostDue), accounts.Items.Select(item => item.ModelVersion));
    }

    [Fact]
    public async Task With_more_leads_behind_it_says_that_it_is_not()
    {
        using var client = _app.CreateClient();
        await SendAsync(client, MostDue, 1);
        await Recount.NothingIsDueAsync(_app);

        await client.PublishAsync(TestModels.Of("product-led", TestModels.Velocity(5)));
        var leads = await client.ListAsync("limit=500");

        Assert.False(leads.Exact);
        Assert.Equal(Enumerable.Repeat(1, MostDue + 1), leads.Items.Select(item => item.ModelVersion));
        Assert.True((await AccountsAsync(client)).Exact);
    }

    private static async Task SendAsync(HttpClient client, int from, int count)
    {
        foreach (var i in Enumerable.Range(from, count))
        {
            await client.SendAsync(Given.EagerHistory($"lead-{i}"));
            await client.PutLeadAsync($"lead-{i}", new { accountId = $"account-{i}" });
        }
    }

    private static async Task<AccountListResponse> AccountsAsync(HttpClient client) => (await client.GetFromJsonAsync<AccountListResponse>(new Uri("/v1/accounts?limit=500", UriKind.Relative)))!;
}
