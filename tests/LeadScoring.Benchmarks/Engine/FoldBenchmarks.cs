using BenchmarkDotNet.Attributes;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>
/// Events folded into one digest in the order they happened, per event; the digest starts empty and sees 1,000 of them. The
/// baseline folds the same log in one go.
/// </summary>
public class FoldBenchmarks
{
    private const int Events = 1_000;

    private DigestLayout _layout = null!;
    private ProductEvent[] _log = null!;

    [Params("default", "20 criteria")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var isDefault = Model == "default";
        _layout = DigestLayout.For(ModelReader.Read(isDefault ? ModelTemplates.ProductLed : TwentyCriteria.Document));
        _log = isDefault ? SampleLeads.UsageOf(Events) : SampleLeads.ActionsOf(Events);
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "fold one event, in order")]
    public int FoldOneByOne()
    {
        Digest digest = new(_layout);
        foreach (var each in _log)
        {
            digest.TryFold(each);
        }

        return digest.Events;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events, Description = "fold a log of 1,000, per event")]
    public int FoldTheLog() => Digest.Fold(_layout, _log).Events;
}
