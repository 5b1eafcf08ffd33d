using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>A CRM that follows the feed of changes while services and database fall and rise: it asks whichever replica, and keeps its cursor.</summary>
internal sealed class Follower(IReadOnlyList<Replica> replicas)
{
    /// <summary>So often it looks at lists and a score besides.</summary>
    private const int LookAround = 5;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly List<(string Subject, int Sequence)> _crossings = [];
    private readonly Dictionary<string, (decimal Fit, decimal Behavior)> _scores = new(StringComparer.Ordinal);
    private string? _cursor;

    /// <summary>How many pages it has got.</summary>
    public int Pages { get; private set; }

    /// <summary>How many crossings it has got.</summary>
    public int Crossings => _crossings.Count;

    /// <summary>Answers that no client should ever see.</summary>
    public List<string> WrongAnswers { get; } = [];

    /// <summary>Follows until told to stop, and then to the end.</summary>
    public async Task FollowAsync(CancellationToken stopped)
    {
        for (var i = 0; ; i++)
        {
            var isLast = stopped.IsCancellationRequested;
            var client = replicas[i % replicas.Count].Client;
            var page = await TryReadAsync<ChangesResponse>(client, "/v1/changes?limit=50" + (_cursor is null ? "" : "&after=" + _cursor));
            if (i % LookAround == 0 && await TryReadAsync<LeadListResponse>(client, "/v1/leads?limit=20") is { Items: [.., var last] })
            {
                await TryReadAsync<LeadScoreResponse>(client, $"/v1/leads/{Uri.EscapeDataString(last.LeadId)}/score");
                await TryReadAsync<AccountListResponse>(client, "/v1/accounts?limit=20");
            }

            if (page is { Items.Count: 0 } && isLast) return;
            if (page is null or { Items.Count: 0 }) await Task.Delay(Rest, CancellationToken.None);
            else Take(page);
        }
    }

    /// <summary>What it has got and the database does not hold, or the other way round.</summary>
    public async Task<List<string>> DifferencesAsync(LeadScoringDbContext db)
    {
        var stored = (await db.Transitions.AsNoTracking().Select(row => new { row.LeadId, row.Sequence }).ToListAsync()).ConvertAll(row => (row.LeadId, row.Sequence));
        var rows = (await db.LeadScores.AsNoTracking().ToListAsync()).ToDictionary(row => row.LeadId, row => (row.Fit / 100m, row.Behavior / 100m), StringComparer.Ordinal);
        return
        [
            .. stored.Except(_crossings).Select(each => $"{each} was skipped."),
            .. _crossings.CountBy(each => each).Where(each => each.Value > 1).Select(each => $"{each.Key} came {each.Value} times."),
            .. _crossings.GroupBy(each => each.Subject, StringComparer.Ordinal)
                .Where(subject => !subject.Select(each => each.Sequence).SequenceEqual(Enumerable.Range(1, subject.Count())))
                .Select(subject => $"The crossings of {subject.Key} came as {string.Join(' ', subject.Select(each => each.Sequence))}."),
            .. rows.Where(row => _scores.GetValueOrDefault(row.Key) != row.Value).Select(row => $"{row.Key} is {row.Value} and was last followed as {_scores.GetValueOrDefault(row.Key)}."),
        ];
    }

    private void Take(ChangesResponse page)
    {
        Pages++;
        _cursor = page.Cursor;
        foreach (var item in page.Items)
        {
            var subject = item.AccountId is null ? Domain.Leads.Identity.FromPath(item.LeadId!).Key : "account:" + item.AccountId;
            if (item.Transition is { } crossing) _crossings.Add((subject, crossing.Sequence));
            if (item.Score is { } score) _scores[subject] = (score.Fit, score.Behavior);
        }
    }

    private async Task<T?> TryReadAsync<T>(HttpClient client, string path) where T : class
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.OK) return await answer.Content.ReadFromJsonAsync<T>();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) WrongAnswers.Add($"{path} {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The replica was killed meanwhile.
        }

        return null;
    }
}
