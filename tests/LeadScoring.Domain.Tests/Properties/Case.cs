using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>A model, a lead with its log in order of arrival, a moment, and a seed for what else a law needs to choose.</summary>
internal sealed record Case(string Document, LeadProfile Profile, ProductEvent[] Log, DateTimeOffset AsOf, int Seed)
{
    private static readonly int Factor = int.Parse(Environment.GetEnvironmentVariable("LEADSCORING_PROPERTY_CASES") ?? "1", CultureInfo.InvariantCulture);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static readonly Arbitrary<Case> Any = Arb.From(Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => Make(seed, size))), Smaller);

    private DigestLayout? _layout;

    public ScoringModel Model { get; } = ModelReader.Read(Document);

    public DigestLayout Layout => _layout ??= DigestLayout.For(Model);

    public Dice Dice => new(Seed);

    /// <summary>Searches for a case that breaks the law. LEADSCORING_PROPERTY_CASES=10 searches ten times as long.</summary>
    public static void Holds(Func<Case, bool> law, int cases = 400) =>
        Prop.ForAll(Any, law).Check(Config.QuickThrowOnFailure.WithMaxTest(cases * Factor).WithStartSize(1).WithEndSize(40));

    public Evaluation Evaluate(DateTimeOffset? asOf = null) => ScoringEngine.Evaluate(Model, Facts, asOf ?? AsOf);

    public LeadFacts Facts => new(Profile, Digest.Fold(Layout, Log));

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine().AppendLine(JsonNode.Parse(Document)!.ToJsonString(Indented));
        foreach (var each in Log)
        {
            text.AppendLine($"{each.At:O} {each.Sender.Key} {each.MessageId} {each.Name} {string.Join(", ", each.Properties.Select(p => $"{p.Key}={p.Value.Kind} {p.Value.AsText()}"))}");
        }

        return text.AppendLine($"sign-up {Profile.SignedUpAt:O}, {string.Join(", ", LeadProfile.Names.Where(name => Profile[name] is not null).Select(name => $"{name}={Profile[name]!.Text}"))}")
            .AppendLine($"as of {AsOf:O}, seed {Seed}").ToString();
    }

    private static Case Make(int seed, int size)
    {
        var dice = new Dice(seed);
        var document = RandomModel.Document(dice);
        var log = RandomHistory.Events(dice, size);
        var end = log.Length == 0 ? Support.History.Day0 : log.Max(each => each.At);
        return new Case(document, RandomFit.Profile(dice), log, end + RandomHistory.Step(dice) + RandomHistory.Step(dice), seed);
    }

    private static IEnumerable<Case> Smaller(Case whole)
    {
        for (var size = whole.Log.Length / 2; size > 0; size /= 2)
        {
            for (var from = 0; from + size <= whole.Log.Length; from += size)
            {
                yield return whole with { Log = [.. whole.Log[..from], .. whole.Log[(from + size)..]] };
            }
        }

        foreach (var document in SmallerDocuments.Of(whole.Document))
        {
            yield return new Case(document, whole.Profile, whole.Log, whole.AsOf, whole.Seed);
        }
    }
}
