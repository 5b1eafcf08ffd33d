using System.Net;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>Whose hashes are kept can be told with their key alone.</summary>
public sealed class ErasureKeyTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Without_a_key_nothing_is_erased_and_the_answer_says_what_to_do()
    {
        await using var keyless = _app.NewReplica(Given.Settings(("Secrets:Key", "")));
        using var client = keyless.CreateClient();
        await client.SendAsync(Given.Event("ursula", 1, "Signed In"));

        using var answer = await client.DeleteAsync(new Uri("/v1/leads/ursula", UriKind.Relative));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Secrets:Key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/v1/leads/ursula"));
    }

    [Fact]
    public async Task A_replica_without_the_key_takes_nobody_new_once_somebody_was_erased()
    {
        await using var keyless = _app.NewReplica(Given.Settings(("Secrets:Key", "")));
        using var without = keyless.CreateClient();
        using var with = _app.CreateClient();
        await without.SendAsync(Given.Event("known", 1, "Signed In"));
        await with.EraseAsync("theo");

        using var erased = await without.PostEventAsync(Given.Event("theo", 1, "Signed In"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, erased.StatusCode);
        Assert.Equal(1, (await without.SendAsync(Given.Event("known", 2, "Signed In"))).Accepted);
        await _app.Database.HoldsNothingOfAsync("theo");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task A_service_that_cannot_tell_whom_to_keep_out_does_not_start(string key)
    {
        using var client = _app.CreateClient();
        await client.EraseAsync("sara");

        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + _app.Database.ConnectionString, "--Secrets:Key=" + key);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("1 ids of erased people were hashed under another Secrets:Key", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
