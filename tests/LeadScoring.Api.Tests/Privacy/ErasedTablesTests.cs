using LeadScoring.Api.Privacy;
using LeadScoring.Api.Retention;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>A person is held in many tables, and goes from all of them.</summary>
public sealed class ErasedTablesTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(WholePerson.Settings);
    private HttpClient _client = null!;
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        (_client, _receiver) = (_app.CreateClient(), await WebhookReceiver.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)_app).DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Every_table_is_known_to_hold_something_on_people_or_nothing()
    {
        await using var db = _app.Database.OpenContext();
        var tables = await db.Database.SqlQuery<string>($"SELECT table_name::text AS \"Value\" FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1").ToListAsync();

        Assert.Equal(tables.Order(StringComparer.Ordinal), PersonalData.Tables.Select(table => table.Name).Concat(PersonalData.Free.Keys).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_page_on_personal_data_names_each_table_and_each_setting()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "privacy.md"));

        Assert.All(PersonalData.Tables, table => Assert.Contains($"`{table.Name}`", page, StringComparison.Ordinal));
        Assert.All(PersonalData.Tables.Select(table => table.Section).OfType<string>(), section => Assert.Contains($"`{section}`", page, StringComparison.Ordinal));
        Assert.All(typeof(RetentionOptions).GetProperties(), option => Assert.Contains($"`Retention:{option.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_on_whom_something_is_held_in_every_table_goes_from_each()
    {
        await WholePerson.MakeAsync(_app, _client, _receiver);
        var others = await _client.RefusedAsync("""{"messageId":"q5","userId":"zelda","event":["x"]}""");
        var before = await _app.Database.DumpAsync();
        Assert.All(PersonalData.Tables, table => Assert.True(WholePerson.HasTrace(before, table.Name), $"{table.Name} holds nothing on the person."));
        Assert.All(PersonalData.Free.Keys, table => Assert.False(WholePerson.HasTrace(before, table), $"{table} holds something on the person."));

        await _client.EraseAsync(WholePerson.Id);

        await _app.Database.HoldsNothingOfAsync(WholePerson.Traces);
        Assert.True(await _client.IsKeptAsync(others));
        await Recount.EverythingAddsUpAsync(_app);
        await _app.Database.HoldsNothingOfAsync(WholePerson.Traces);
        Assert.Equal(1, (await _client.GetAccountScoreAsync(WholePerson.Account)).Leads);
    }

    [Fact]
    public async Task Receivers_are_told_nothing_more_about_the_person_and_everything_about_others()
    {
        await WholePerson.MakeAsync(_app, _client, _receiver);
        await _client.EraseAsync(WholePerson.Id);
        var told = _receiver.Messages.Count;
        _receiver.Answer = (_, _) => Task.CompletedTask;

        _app.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync(() => _receiver.Messages.Skip(told).Any(message => message.Body.Contains($"\"leadId\":\"{WholePerson.Colleague}\"", StringComparison.Ordinal)), "those about others are sent again");
        Assert.All(_receiver.Messages.Skip(told), message => Assert.DoesNotContain("zelda", message.Body, StringComparison.OrdinalIgnoreCase));
    }
}
