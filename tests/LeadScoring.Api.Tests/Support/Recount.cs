using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Counts a whole database again, from nothing but the logs, and compares it with what the service has stored.</summary>
internal sealed class Recount
{
    private readonly ModelSnapshot _models;
    private readonly DateTimeOffset _now;
    private readonly bool _isCut;
    private readonly ILookup<string, LeadEvent> _logs;
    private readonly ILookup<string, string> _identities;
    private readonly ILookup<string, AccountEvent> _accountLogs;
    private readonly ILookup<string, Transition> _transitions;
    private readonly ILookup<string, LeadScore> _scores;
    private readonly ILookup<string, AccountScore> _accountScores;
    private readonly Lazy<ILookup<string, (string Lead, LeadFacts Facts, Attributes Own)>> _leadsByAccount;

    private Recount(LeadScoringDbContext db, ModelSnapshot models, DateTimeOffset now, bool isCut)
    {
        (_models, _now, _isCut) = (models, now, isCut);
        var events = db.Events.AsNoTracking().ToList();
        var links = isCut ? StoredLinks(db) : LinksIn(events);
        var identities = isCut ? db.Leads.Select(lead => lead.LeadId).ToList() : events.Select(e => e.Identity).Concat(events.SelectMany(LinksIn).Where(link => link.IsUsable).Select(link => link.From.Key)).Distinct(StringComparer.Ordinal);
        _identities = identities.ToLookup(identity => links.LeadOf(Identity.FromKey(identity)).Key, StringComparer.Ordinal);
        _logs = events.ToLookup(e => links.LeadOf(Identity.FromKey(e.Identity)).Key, StringComparer.Ordinal);
        _accountLogs = db.AccountEvents.AsNoTracking().ToLookup(e => e.AccountId, StringComparer.Ordinal);
        _transitions = db.Transitions.AsNoTracking().OrderBy(t => t.Sequence).ToLookup(t => t.LeadId, StringComparer.Ordinal);
        _accountScores = db.AccountScores.AsNoTracking().ToLookup(s => s.AccountId!, StringComparer.Ordinal);
        _leadsByAccount = new(() => _identities.Select(lead => (lead.Key, FactsOf(lead.Key, out var own), own)).ToLookup(lead => AccountRecord.IdIn(lead.own) ?? "", StringComparer.Ordinal));
        _scores = db.LeadScores.AsNoTracking().ToLookup(s => s.LeadId, StringComparer.Ordinal);
    }

    /// <summary>Waits until nothing is due any more, and compares every lead and account.</summary>
    /// <param name="app">The service.</param>
    /// <param name="isCut">Whether parts of the logs are gone: links and the numbers of accounts' versions are then what is stored.</param>
    public static async Task EverythingAddsUpAsync(LeadScoringApp app, bool isCut = false)
    {
        await NothingIsDueAsync(app);
        await using var db = app.Database.OpenContext();
        var recount = new Recount(db, app.Services.GetRequiredService<ModelCatalog>().Snapshot, app.Clock.GetUtcNow(), isCut);
        var leads = await db.Leads.AsNoTracking().ToListAsync();
        var names = recount._identities.Select(lead => lead.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(names.Order(StringComparer.Ordinal), leads.Where(lead => names.Contains(lead.LeadId)).Select(lead => lead.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(leads.Where(lead => names.Contains(lead.LeadId)), recount.AssertLead);
        Assert.All(leads.Where(lead => !names.Contains(lead.LeadId)), recount.AssertLinked);
        Assert.All(await db.Accounts.AsNoTracking().ToListAsync(), recount.AssertAccount);
    }

    /// <summary>Turns the worker until no row is behind time, the model in force, or its account.</summary>
    public static Task NothingIsDueAsync(LeadScoringApp app)
    {
        var catalog = app.Services.GetRequiredService<ModelCatalog>();
        return Eventually.IsTrueAsync(
            async () =>
            {
                await app.Services.GetRequiredService<RescoreWorker>().RunRoundAsync(CancellationToken.None);
                var (now, activation) = (app.Clock.GetUtcNow(), catalog.Snapshot.Current.Activation);
                await using var db = app.Database.OpenContext();
                return !await db.LeadScores.AnyAsync(score => score.ValidUntil <= now || score.Activation != activation)
                    && !await db.Accounts.AnyAsync(account => account.SettledVersion != account.Version)
                    && !await db.DueAccounts.AnyAsync()
                    && !await db.AccountScores.AnyAsync(score => score.ValidUntil <= now || score.Activation != activation);
            },
            "no score is due");
    }

    /// <summary>An identity that is linked to a lead holds nothing of its own.</summary>
    private void AssertLinked(Lead identity)
    {
        Assert.NotNull(identity.LinkedTo);
        Assert.True(identity is { Attributes: "{}", Digest: [], Identities: null }, identity.LeadId + " is linked and holds something of its own.");
        Assert.Empty(_scores[identity.LeadId]);
        Assert.True(_transitions[identity.LeadId].LastOrDefault() is null or { Kind: TransitionKind.Merged }, identity.LeadId + " crossed a line after it was merged.");
    }

    private void AssertLead(Lead lead)
    {
        Assert.Equal(_identities[lead.LeadId].Where(identity => identity != lead.LeadId).Order(StringComparer.Ordinal), lead.Identities ?? [], StringComparer.Ordinal);
        var facts = FactsOf(lead.LeadId, out var attributes);
        Assert.Equal(AttributesJson.Write(attributes), AttributesJson.Write(AttributesJson.Read(lead.Attributes)));
        Assert.Equal(Convert.ToHexString(DigestCodec.Encode(facts.Digest)), Convert.ToHexString(lead.Digest));

        var accountLog = _accountLogs[AccountRecord.IdIn(attributes) ?? ""].ToList();
        var transitions = AllInOrder(_transitions[lead.LeadId], lead.LastTransition);
        foreach (var (model, row) in ByModel(_scores[lead.LeadId]))
        {
            Assert.Equal(AccountRecord.IdIn(attributes), row.AccountId);
            // An entry that says what is known already makes no score due.
            Assert.Equal(ValuesOf(Fold(accountLog.Select(StampedPayload))), ValuesOf(Fold(accountLog.Where(e => e.Version <= row.AccountVersion).Select(StampedPayload))), StringComparer.Ordinal);
            AssertScore(model, row, ScoringEngine.Score(model.Model, facts, _now));
            AssertTransitions(model, transitions, row);
        }
    }

    /// <summary>One row under each model in force, and none under others.</summary>
    private IEnumerable<(ActiveModel Model, T Row)> ByModel<T>(IEnumerable<T> rows)
        where T : ScoreRow
    {
        var byKey = rows.ToDictionary(row => row.ModelKey, StringComparer.Ordinal);
        Assert.Equal(_models.InForce.Select(model => model.Model.Key).Order(StringComparer.Ordinal), byKey.Keys.Order(StringComparer.Ordinal));
        return _models.InForce.Select(model => (model, byKey[model.Model.Key]));
    }

    private static List<Transition> AllInOrder(IEnumerable<Transition> transitions, int last)
    {
        var all = transitions.ToList();
        Assert.Equal(Enumerable.Range(1, last), all.Select(t => t.Sequence));
        return [.. all.Skip(all.FindLastIndex(t => t.Kind == TransitionKind.Merged) + 1)];
    }

    /// <summary>All that is known of a lead, from the logs alone.</summary>
    private LeadFacts FactsOf(string leadId, out Attributes attributes)
    {
        var log = _logs[leadId].ToList();
        attributes = Fold(log.Where(e => e.Kind == IncomingEvent.Identify).SelectMany(e => Memberships.WritesIn(JsonElement.Parse(e.Properties), e.OccurredAt, e.Identity, e.MessageId)).Select(write => (write.Payload.GetRawText(), write.Stamp)));
        var digest = Digest.Fold(_models.Layout, log.Where(e => e.Kind == IncomingEvent.Track)
            .Select(e => LoggedEvent.Open(e.Source, e.Identity, e.MessageId, e.OccurredAt, e.Name, e.Properties).Event));
        return new LeadFacts(new LeadProfile(attributes, Fold(_accountLogs[AccountRecord.IdIn(attributes) ?? ""].Select(StampedPayload))), digest);
    }

    private void AssertScore(ActiveModel inForce, ScoreRow row, ScoreNumbers expected)
    {
        var model = inForce.Model;
        Assert.Equal(_models.Current.Activation, row.Activation);
        Assert.Equal(
            (expected.Fit.Hundredths, expected.Behavior.Hundredths, expected.Total.Hundredths, expected.IsPql),
            (row.Fit, row.Behavior, row.Total, row.IsPql));
        Assert.Equal(
            (model.Key, model.FitTiers[expected.FitTier].Key, model.BehaviorTiers[expected.BehaviorTier].Key, model.Bands[expected.Band].Key),
            (row.ModelKey, row.FitTier, row.BehaviorTier, row.Band));
        Assert.Equal(
            string.Join(',', model.Spikes.Where((_, i) => (expected.Spikes & (1UL << i)) != 0).Select(spike => spike.Key)) + " blocked by " + string.Join(',', model.BlockReasons.Where((_, i) => (expected.Blocks & (1UL << i)) != 0)),
            row.Spikes + " blocked by " + row.BlockedBy);
        Assert.True(row.ValidUntil is null || row.ValidUntil > _now, "The row is due.");
        Assert.True(expected.ValidUntil is null || row.ValidUntil <= expected.ValidUntil, $"The row says that it is right until {row.ValidUntil:O}, and it is until {expected.ValidUntil:O}.");
    }

    /// <summary>
    /// The crossings under a model since it came into force are unbroken and end at its row. They begin at nothing, or where the primary
    /// model before had come to, if the row goes on from that one's.
    /// </summary>
    private void AssertTransitions(ActiveModel model, List<Transition> all, ScoreRow row)
    {
        var begin = model.Changes[0];
        var transitions = all.Where(t => t.ModelKey == model.Model.Key && (begin.Number == 1 || t.RecordedAt >= begin.ActivatedAt)).ToList();
        var takesOver = begin.Number > 1 && _models.Changes.Any(change => change is { TookEffect: true, IsPrimary: true } && change.ModelKey == model.Model.Key);

        var isPql = takesOver && (transitions.FirstOrDefault(IsOfPql) is { } first ? first.Kind == TransitionKind.PqlLost : row.IsPql);
        foreach (var transition in transitions.Where(IsOfPql))
        {
            Assert.Equal(isPql ? TransitionKind.PqlLost : TransitionKind.PqlGained, transition.Kind);
            isPql = !isPql;
        }

        Assert.Equal(isPql, row.IsPql);
        AssertChain(transitions.Where(t => t.Kind == TransitionKind.BandChanged).Select(t => (t.BandBefore, t.BandAfter)), row.Band);
        AssertChain(transitions.Where(t => t.Kind == TransitionKind.FitTierChanged).Select(t => (t.FitTierBefore, t.FitTierAfter)), row.FitTier);
        Assert.Equal((transitions.LastOrDefault(IsOfPql) ?? (takesOver ? all.LastOrDefault(t => IsOfPql(t) && t.EffectiveAt == row.PqlSince) : null))?.EffectiveAt, row.PqlSince);
        Assert.All(transitions, AssertReasons);
        Assert.Equal(transitions.Select(t => t.EffectiveAt).Order(), transitions.Select(t => t.EffectiveAt));
        Assert.All(transitions, t => Assert.True(t.EffectiveAt <= t.RecordedAt || t.Cause != TransitionCause.Time));
    }

    private static bool IsOfPql(Transition transition) => transition.Kind is TransitionKind.PqlGained or TransitionKind.PqlLost;

    /// <summary>Each crossing begins where the one before ended, and the last one ends where the lead is.</summary>
    private static void AssertChain(IEnumerable<(string Before, string After)> crossings, string now)
    {
        var place = "";
        foreach (var (before, after) in crossings)
        {
            Assert.True(place is "" || place == before, $"From {place} it went on from {before}.");
            Assert.NotEqual(before, after, StringComparer.Ordinal);
            place = after;
        }

        Assert.True(place is "" || place == now, $"It went to {place} and is {now}.");
    }

    /// <summary>The lines of points that made the difference come to it exactly.</summary>
    private static void AssertReasons(Transition transition)
    {
        var changes = JsonSerializer.Deserialize<ChangedContribution[]>(transition.Contributions, JsonSerializerOptions.Web)!;
        var (fit, behavior) = (changes.Where(change => change.Layer == Contribution.FitLayer).Sum(DifferenceOf), changes.Where(change => change.Layer != Contribution.FitLayer).Sum(DifferenceOf));
        Assert.Equal((transition.FitAfter - transition.FitBefore, transition.BehaviorAfter - transition.BehaviorBefore), ((int)(fit * 100), (int)(behavior * 100)));

        static decimal DifferenceOf(ChangedContribution change) => change.After - change.Before;
    }

    private static IdentityLinks StoredLinks(LeadScoringDbContext db)
    {
        var links = new IdentityLinks();
        foreach (var lead in db.Leads.AsNoTracking().ToList())
        {
            links.Restore(Identity.FromKey(lead.LeadId), lead.LinkedTo is null ? null : new Link(Identity.FromKey(lead.LeadId), Identity.FromKey(lead.LinkedTo), lead.LinkedAt!.Value, lead.LinkMessageId!), lead.UnlinkedAt);
        }

        return links;
    }

    private static IdentityLinks LinksIn(List<LeadEvent> events)
    {
        var links = new IdentityLinks();
        foreach (var unlink in events.Where(e => e.Kind == IncomingEvent.Unlink).OrderBy(e => e.OccurredAt))
        {
            links.Unlink(Identity.FromKey(unlink.Identity), unlink.OccurredAt);
        }

        foreach (var link in events.SelectMany(LinksIn))
        {
            links.Add(link);
        }

        return links;
    }

    private static IEnumerable<Link> LinksIn(LeadEvent e)
    {
        using var payload = JsonDocument.Parse(e.Properties);
        return Linking.LinksIn(new IncomingEvent(Identity.FromKey(e.Identity), e, payload.RootElement.Clone()));
    }

    private void AssertAccount(Account account)
    {
        // Made for a lead that came to another one by a link of the same transaction: there is nothing to score.
        if (account is { Version: 0, Attributes: "{}" } && !_accountScores[account.AccountId].Any())
        {
            Assert.DoesNotContain(_identities, lead => AccountOf(lead.Key) == account.AccountId);
            return;
        }

        var log = _accountLogs[account.AccountId].ToList();
        Assert.Equal(AttributesJson.Write(Fold(log.Select(StampedPayload))), AttributesJson.Write(AttributesJson.Read(account.Attributes)));
        Assert.Equal(account.Version, account.SettledVersion);
        if (_isCut)
        {
            Assert.Equal(log.Count, log.Where(e => e.Version >= 1 && e.Version <= account.Version).DistinctBy(e => e.Version).Count());
        }
        else
        {
            Assert.Equal(Enumerable.Range(1, (int)account.Version).Select(i => (long)i), log.Select(e => e.Version).Order());
        }

        AssertAccountScore(account, Fold(log.Select(StampedPayload)));
    }

    /// <summary>The account that a lead belongs to.</summary>
    private string? AccountOf(string lead)
    {
        FactsOf(lead, out var attributes);
        return AccountRecord.IdIn(attributes);
    }

    /// <summary>An account's score is that of all that its leads did, folded from their logs and put together.</summary>
    private void AssertAccountScore(Account account, Attributes attributes)
    {
        var merger = new DigestMerger(_models.Layout);
        var people = _models.InForce.ToDictionary(model => model.Model.Key, model => new AccountPeople(model.Model, _now), StringComparer.Ordinal);
        List<DateTimeOffset> signUps = [];
        foreach (var (lead, facts, own) in _leadsByAccount.Value[account.AccountId])
        {
            merger.Add(facts.Digest);
            foreach (var each in people.Values) each.Add(Identity.FromKey(lead), facts);
            if (LeadProfile.SignUpOf(own) is { } signUp) signUps.Add(signUp);
        }

        var profile = LeadProfile.OfAccount(attributes, signUps.Count == 0 ? null : signUps.Min(), people[_models.Current.Model.Key].Departments);
        // Named only by somebody who was found to be somebody else in the same transaction: nothing was ever known of it.
        if (account.Version == 0 && people.Values.All(each => each.Count == 0) && !_accountScores[account.AccountId].Any()) return;
        foreach (var (model, row) in ByModel(_accountScores[account.AccountId]))
        {
            AssertScore(model, row, ScoringEngine.Score(model.Model, new LeadFacts(profile, merger.Merged), _now));
            AssertPeople(people[model.Model.Key], row);
            AssertTransitions(model, AllInOrder(_transitions[AccountSubject.KeyOf(account.AccountId).LeadId], row.LastTransition), row);
        }
    }

    private static void AssertPeople(AccountPeople people, AccountScore row)
    {
        Assert.Equal(
            (people.Count, people.Active, people.KeyActions, people.Champion?.Lead.Key, people.EconomicBuyer?.Lead.Key),
            (row.Leads, row.ActiveLeads, row.KeyActions, row.Champion, row.Buyer));
        Assert.True(people.ValidUntil is null || row.ValidUntil <= people.ValidUntil);
    }

    private static IEnumerable<string> ValuesOf(Attributes attributes) =>
        attributes.Entries.Where(entry => entry.Value.Value is not null).Select(entry => $"{entry.Key}: {entry.Value.Value!.Text}");

    private static (string Payload, Attributes.Stamp Stamp) StampedPayload(AccountEvent e) =>
        (e.Properties, new Attributes.Stamp(e.OccurredAt, e.AccountId, e.MessageId));

    private static Attributes Fold(IEnumerable<(string Payload, Attributes.Stamp Stamp)> payloads)
    {
        var attributes = new Attributes();
        foreach (var (payload, stamp) in payloads)
        {
            using var document = JsonDocument.Parse(payload);
            AttributePayload.Apply(document.RootElement, attributes, stamp);
        }

        return attributes;
    }
}
