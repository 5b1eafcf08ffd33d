using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models.Load;

/// <summary>Reads scores and lists from one replica while models are published, and looks whether each answer is of one version that is or was in force.</summary>
internal sealed class PublishingReader(HttpClient client, TestDatabase database, string[] leads, Random random)
{
    private readonly HashSet<int> _seen = [];
    private int _last;

    public int Scores { get; private set; }

    public int Pages { get; private set; }

    public int ExactPages { get; private set; }

    /// <summary>How many versions answers were of.</summary>
    public int Versions => _seen.Count;

    /// <summary>The label of a criterion in a version's document; the first version is the default model.</summary>
    public static string MarkOf(int version) => version == 1 ? "Onboarding" : string.Create(CultureInfo.InvariantCulture, $"Onboarding as of {version}");

    public async Task ReadAsync(CancellationToken done)
    {
        await using var db = database.OpenContext();
        while (!done.IsCancellationRequested)
        {
            if (random.Next(5) == 0)
            {
                await ReadPageAsync(db);
            }
            else
            {
                await ReadScoreAsync(db);
            }
        }
    }

    private async Task ReadScoreAsync(LeadScoringDbContext db)
    {
        var (status, body) = await client.TryGetOfLeadAsync(leads[random.Next(leads.Length)], "score?models=all");
        if (status is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable) return;

        Assert.True(status == HttpStatusCode.OK, $"{status}: {body}");
        var version = (int)body["modelVersion"]!;
        var lines = body["behavior"]!["contributions"]!.AsArray();
        Assert.All(lines.Where(line => (string?)line!["criterion"] == "onboarding"), line => Assert.Equal(MarkOf(version), (string?)line!["label"]));
        Assert.Equal((decimal)body["behavior"]!["score"]!, lines.Sum(line => (decimal)line!["points"]!));
        Assert.Equal(((int)body["models"]![0]!["modelVersion"]!, (decimal)body["models"]![0]!["total"]!), (version, (decimal)body["total"]!));
        await AssertInForceAsync(db, version);
        Scores++;
    }

    private async Task ReadPageAsync(LeadScoringDbContext db)
    {
        using var answer = await client.GetAsync(new Uri("/v1/leads?limit=50&sort=" + (random.Next(2) == 0 ? "-total" : "-updated"), UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = (await answer.Content.ReadFromJsonAsync<LeadListResponse>())!;
        Assert.All(page.Items, item => Assert.Equal("product-led", item.Model));
        if (page.Exact && page.Items.Count > 0)
        {
            await AssertInForceAsync(db, Assert.Single(page.Items.Select(item => item.ModelVersion).Distinct()));
            ExactPages++;
        }

        Pages++;
    }

    /// <summary>In force by now, and not older than what the same replica said before.</summary>
    private async Task AssertInForceAsync(LeadScoringDbContext db, int version)
    {
        var newest = await db.Activations.Where(change => change.ModelKey == "product-led" && change.ActivatedAt != null).MaxAsync(change => change.Version);
        Assert.InRange(version, _last, newest!.Value);
        _last = version;
        _seen.Add(version);
    }
}
