using BenchmarkDotNet.Attributes;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>The digest of a lead with 1,000 events as bytes and back. The baseline folds the lead's log instead of reading the bytes.</summary>
public class CodecBenchmarks
{
    private const int Events = 1_000;

    private DigestLayout _layout = null!;
    private ProductEvent[] _log = null!;
    private Digest _digest = null!;
    private byte[] _bytes = null!;

    [Params("default", "20 criteria")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var isDefault = Model == "default";
        _layout = DigestLayout.For(ModelReader.Read(isDefault ? ModelTemplates.ProductLed : TwentyCriteria.Document));
        _log = isDefault ? SampleLeads.UsageOf(Events) : SampleLeads.ActionsOf(Events);
        _digest = Digest.Fold(_layout, _log);
        _bytes = DigestCodec.Encode(_digest);
        Console.WriteLine($"// The digest has {_bytes.Length} bytes.");
    }

    [Benchmark(Description = "encode")]
    public byte[] Encode() => DigestCodec.Encode(_digest);

    [Benchmark(Description = "decode")]
    public Digest? Decode() => DigestCodec.Decode(_layout, _bytes);

    [Benchmark(Baseline = true, Description = "fold the 1,000 events")]
    public Digest Fold() => Digest.Fold(_layout, _log);
}
