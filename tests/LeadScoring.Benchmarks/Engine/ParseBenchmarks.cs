using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>A model document read, checked and compiled. The baseline only parses its JSON.</summary>
public class ParseBenchmarks
{
    private string _document = "";

    [Params("default", "20 criteria")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _document = Model == "default" ? ModelTemplates.ProductLed : TwentyCriteria.Document;

    [Benchmark(Description = "read a model")]
    public ScoringModel Read() => ModelReader.Read(_document);

    [Benchmark(Baseline = true, Description = "parse its JSON only")]
    public int ParseJson()
    {
        using var document = JsonDocument.Parse(_document);
        return document.RootElement.GetPropertyCount();
    }
}
