using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>Items that could not be taken are kept byte by byte, however their client has written them.</summary>
public sealed class ErasedItemsTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private readonly HttpClient _client = app.CreateClient();

    [Theory]
    [InlineData("zelda1@customer.example", """zelda1\u0040customer.example""")]
    [InlineData("zelda2@customer.example", """\u007a\u0045lda2@customer.example""")]
    [InlineData("zelda3@customer.example", """{\"to\":\"zelda3\\u0040customer.example\"}""")]
    [InlineData("Zoë-90417", "ZOË-90417")]
    [InlineData("org/zelda-4", """ORG\/Zelda\u002d4""")]
    [InlineData("🦊-zelda-5", """\uD83E\uDD8A-zelda-5""")]
    public async Task A_kept_item_goes_however_it_writes_a_text_that_tells_of_the_person(string id, string written)
    {
        await _client.SendAsync(Given.Event(id, 0, "Signed Up"));
        var kept = await _client.RefusedAsync(ItemAbout(written, 1));
        var other = await _client.RefusedAsync(ItemAbout("somebody else", 1));

        var export = await _client.ExportAsync(id);
        await _client.EraseAsync(id);

        Assert.Equal(kept, (string?)Assert.Single(export["quarantine"]!.AsArray())!["id"]);
        Assert.False(await _client.IsKeptAsync(kept));
        Assert.True(await _client.IsKeptAsync(other));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_hide_nothing()
    {
        await _client.SendAsync(Given.Event("zelda-11111", 0, "Signed Up"));
        byte[] item = [.. """{"messageId":"q1","event":"Asked","properties":{"note":"for """u8, 0xe2, 0x82, .. "ZELDA-11111"u8, 0xff, .. "\"}}"u8];
        var kept = (string)(await _client.RefusedAsync("/v1/events", item))["quarantineId"]!;

        await _client.EraseAsync("zelda-11111");

        Assert.False(await _client.IsKeptAsync(kept));
    }

    [Fact]
    public async Task Items_that_are_kept_or_come_again_while_the_person_is_erased_go_as_well()
    {
        await _client.SendAsync(Given.Event("zelda-22222", 0, "Signed Up"));
        var before = await _client.RefusedAsync(ItemAbout("zelda-22222", 1));
        Task erasing;
        string meanwhile;
        await using (await app.Database.HoldAsync("user:zelda-22222"))
        {
            erasing = _client.EraseAsync("zelda-22222");
            await app.Database.AreWaitingAsync(1);
            await _client.RefusedAsync(ItemAbout("zelda-22222", 1));
            meanwhile = await _client.RefusedAsync(ItemAbout("""zelda\u002d22222""", 2));
        }

        await erasing;

        Assert.False(await _client.IsKeptAsync(before));
        Assert.False(await _client.IsKeptAsync(meanwhile));
    }

    private static string ItemAbout(string text, int number) => $$$"""{"messageId":"{{{number}}}","event":"Asked","properties":{"note":"for {{{text}}}"}}""";
}
