using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>
/// Makes leads past the service, each from a history of its own that the engine folds and scores as the service would: digests,
/// attributes and score rows are what intake would have stored. Their logs are left out, as nothing that is measured reads them.
/// </summary>
internal sealed class ManyLeads(Database database, int count)
{
    public const int LeadsPerAccount = 20;

    private const int Writers = 2;
    private const int MostEvents = 24;
    private const int PerCopy = 20_000;

    private static readonly string[] Titles = ["VP Marketing", "Product Manager", "Software Engineer", "Director of Sales"];
    private static readonly string[] Countries = ["US", "DE", "JP", "GB"];
    private static readonly string[] Industries = ["SaaS", "Retail", "Banking", "Logistics"];

    private readonly EventMix _mix = new(new Random(1));
    private readonly Dictionary<EventTemplate, Dictionary<string, PropertyValue>> _properties = [];

    public static string UserId(int lead) => "user-" + lead.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>The service must have put its model into force before.</summary>
    public async Task FillAsync()
    {
        var models = await LoadModelsAsync();
        var now = DateTimeOffset.UtcNow;
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++) PropertiesOf(_mix.Next(random));
        await CopyAccountsAsync(now);
        var next = -PerCopy;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            await using var leads = await database.OpenAsync();
            await using var scores = await database.OpenAsync();
            while (Interlocked.Add(ref next, PerCopy) is var first && first < count) await CopyAsync(leads, scores, models, first, Math.Min(count, first + PerCopy), now);
        })));
        await database.ExecuteAsync("VACUUM ANALYZE");
    }

    private async Task<ModelSnapshot> LoadModelsAsync()
    {
        await using var services = new ServiceCollection().AddDbContext<LeadScoringDbContext>(options => options.UseNpgsql(database.ConnectionString)).BuildServiceProvider();
        var catalog = new ModelCatalog(services.GetRequiredService<IServiceScopeFactory>());
        await catalog.RefreshAsync(CancellationToken.None);
        return catalog.Snapshot;
    }

    private Dictionary<string, PropertyValue> PropertiesOf(EventTemplate template)
    {
        if (!_properties.TryGetValue(template, out var properties)) _properties[template] = properties = EventProperties.Read(JsonElement.Parse(template.Properties));
        return properties;
    }

    private static string AccountOf(int lead) => string.Create(CultureInfo.InvariantCulture, $"account-{lead / LeadsPerAccount:D6}");

    private static Attributes AccountAttributes(int lead, DateTimeOffset now)
    {
        var account = lead / LeadsPerAccount;
        var stamp = new Attributes.Stamp(now.AddDays(-130), AccountOf(lead), "m");
        var attributes = new Attributes();
        attributes.Write("employees", AttributeValue.Of(10 + (account % 1_200)), stamp);
        attributes.Write("industry", AttributeValue.Of(Industries[account % Industries.Length]), stamp);
        attributes.Write("country", AttributeValue.Of(Countries[account / 7 % Countries.Length]), stamp);
        return attributes;
    }

    private async Task CopyAccountsAsync(DateTimeOffset now)
    {
        await using var connection = await database.OpenAsync();
        await using var import = await connection.BeginBinaryImportAsync("COPY accounts (bucket, account_id, attributes, version, settled_version) FROM STDIN (FORMAT BINARY)");
        for (var lead = 0; lead < count; lead += LeadsPerAccount)
        {
            await import.StartRowAsync();
            await import.WriteAsync(Bucket.Of(AccountOf(lead)), NpgsqlDbType.Smallint);
            await import.WriteAsync(AccountOf(lead), NpgsqlDbType.Text);
            await import.WriteAsync(AttributesJson.Write(AccountAttributes(lead, now)), NpgsqlDbType.Json);
            await import.WriteAsync(1L, NpgsqlDbType.Bigint);
            await import.WriteAsync(1L, NpgsqlDbType.Bigint);
        }

        await import.CompleteAsync();
    }

    private async Task CopyAsync(NpgsqlConnection leads, NpgsqlConnection scores, ModelSnapshot models, int first, int end, DateTimeOffset now)
    {
        var random = new Random(first);
        await using var leadRows = await leads.BeginBinaryImportAsync("COPY leads (bucket, lead_id, attributes, digest, last_transition) FROM STDIN (FORMAT BINARY)");
        await using var scoreRows = await scores.BeginBinaryImportAsync($"COPY lead_scores ({ScoreStatements.Columns}, position) FROM STDIN (FORMAT BINARY)");
        for (var lead = first; lead < end; lead++)
        {
            var user = Identity.User(UserId(lead));
            var key = LeadKey.Of(user);
            var signedUp = now.AddDays(-(random.Next(100) < 85 ? random.Next(20, 120) : random.Next(1, 14)) + random.NextDouble());
            var attributes = LeadAttributes(random, lead, user, signedUp);
            var digest = Digest.Fold(models.Layout, HistoryOf(random, user, signedUp, now));
            var account = new AccountRecord(AccountOf(lead), 1, AccountAttributes(lead, now));
            var facts = new LeadFacts(new LeadProfile(attributes, account.Attributes), digest);
            var keeping = new ScoreKeeping(key, ScoreKeeping.NewLead(key, models.Current, now), now);
            keeping.Evaluate(models.Current, facts, account, TransitionCause.Event, static _ => [], null);

            await leadRows.StartRowAsync();
            await leadRows.WriteAsync(key.Bucket, NpgsqlDbType.Smallint);
            await leadRows.WriteAsync(key.LeadId, NpgsqlDbType.Text);
            await leadRows.WriteAsync(AttributesJson.Write(attributes), NpgsqlDbType.Json);
            await leadRows.WriteAsync(DigestCodec.Encode(digest), NpgsqlDbType.Bytea);
            await leadRows.WriteAsync(0, NpgsqlDbType.Integer);
            await WriteAsync(scoreRows, (LeadScore)keeping.Row);
        }

        await leadRows.CompleteAsync();
        await scoreRows.CompleteAsync();
    }

    private IEnumerable<ProductEvent> HistoryOf(Random random, Identity user, DateTimeOffset signedUp, DateTimeOffset now)
    {
        // Some go on until today, some have gone quiet.
        var events = random.Next(2, MostEvents);
        var end = signedUp + ((now - signedUp) * (random.Next(3) == 0 ? 1 : random.NextDouble()));
        yield return new ProductEvent(user, "s", signedUp, "Signed Up");
        for (var i = 0; i < events; i++)
        {
            var template = _mix.Next(random);
            var at = signedUp + ((end - signedUp) * ((i + random.NextDouble()) / events));
            yield return new ProductEvent(user, i.ToString(CultureInfo.InvariantCulture), at, template.Name, _properties[template]);
        }
    }

    private static Attributes LeadAttributes(Random random, int lead, Identity user, DateTimeOffset at)
    {
        var stamp = new Attributes.Stamp(at, user.Key, Guid.NewGuid().ToString());
        var attributes = new Attributes();
        attributes.Write("email", AttributeValue.Of(UserId(lead) + "@customer.example"), stamp);
        attributes.Write("title", AttributeValue.Of(Titles[random.Next(Titles.Length)]), stamp);
        attributes.Write("accountId", AttributeValue.Of(AccountOf(lead)), stamp);
        return attributes;
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter import, LeadScore row)
    {
        await import.StartRowAsync();
        await import.WriteAsync(row.Bucket, NpgsqlDbType.Smallint);
        await import.WriteAsync(row.LeadId, NpgsqlDbType.Text);
        await import.WriteAsync(row.ModelKey, NpgsqlDbType.Text);
        await import.WriteAsync(row.Fit, NpgsqlDbType.Integer);
        await import.WriteAsync(row.Behavior, NpgsqlDbType.Integer);
        await import.WriteAsync(row.Total, NpgsqlDbType.Integer);
        await import.WriteAsync(row.FitTier, NpgsqlDbType.Text);
        await import.WriteAsync(row.BehaviorTier, NpgsqlDbType.Text);
        await import.WriteAsync(row.Band, NpgsqlDbType.Text);
        await import.WriteAsync(row.IsPql, NpgsqlDbType.Boolean);
        await WriteOrNullAsync(import, row.PqlSince, NpgsqlDbType.TimestampTz);
        await WriteOrNullAsync(import, row.ValidUntil, NpgsqlDbType.TimestampTz);
        await import.WriteAsync(row.AsOf, NpgsqlDbType.TimestampTz);
        await import.WriteAsync(row.Activation, NpgsqlDbType.Integer);
        await import.WriteAsync(row.AccountId!, NpgsqlDbType.Text);
        await import.WriteAsync(row.AccountVersion, NpgsqlDbType.Bigint);
        await WriteOrNullAsync(import, row.LastActiveOn, NpgsqlDbType.Date);
        await import.WriteAsync(row.Spikes, NpgsqlDbType.Text);
        await import.WriteAsync(row.BlockedBy, NpgsqlDbType.Text);
        await import.WriteAsync(row.ChangedAt, NpgsqlDbType.TimestampTz);
        await import.WriteAsync(1L, NpgsqlDbType.Bigint);
    }

    private static Task WriteOrNullAsync<T>(NpgsqlBinaryImporter import, T? value, NpgsqlDbType type) where T : struct =>
        value is { } known ? import.WriteAsync(known, type) : import.WriteNullAsync();
}
