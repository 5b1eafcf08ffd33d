using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace LeadScoring.Api.Tests.Laws;

/// <summary>What SDKs say of one or two people. Ids begin with <c>~</c>: each telling puts a name of its own there, so that none knows of another.</summary>
/// <param name="Calls">Items of <c>POST /v1/batch</c>.</param>
/// <param name="Seed">For what else a law has to choose.</param>
internal sealed record Story(string[] Calls, int Seed)
{
    private static readonly int Factor = int.Parse(Environment.GetEnvironmentVariable("LEADSCORING_PROPERTY_CASES") ?? "1", CultureInfo.InvariantCulture);

    public Random Random => new(Seed);

    /// <summary>Searches for a story that breaks the law, and for the shortest such. LEADSCORING_PROPERTY_CASES=10 searches ten times as long.</summary>
    /// <param name="cases">How many stories.</param>
    /// <param name="tell">Makes one of so many calls.</param>
    /// <param name="law">Fails where it is broken.</param>
    public static void Holds(int cases, Func<Random, int, string[]> tell, Func<Story, Task> law)
    {
        var stories = Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => new Story(tell(new Random(seed), size), seed)));
        Prop.ForAll(Arb.From(stories, Shorter), story => Task.Run(() => law(story)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(cases * Factor).WithStartSize(1).WithEndSize(20));
    }

    public override string ToString() => string.Join('\n', ["", .. Calls, $"seed {Seed}", ""]);

    /// <summary>The same without some of its calls, the larger parts first.</summary>
    private static IEnumerable<Story> Shorter(Story whole)
    {
        for (var size = whole.Calls.Length / 2; size > 0; size /= 2)
        {
            for (var from = 0; from + size <= whole.Calls.Length; from += size)
            {
                yield return whole with { Calls = [.. whole.Calls[..from], .. whole.Calls[(from + size)..]] };
            }
        }
    }
}
