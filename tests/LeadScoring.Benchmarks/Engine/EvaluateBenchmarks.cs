using BenchmarkDotNet.Attributes;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>One lead: 20 criteria, 10 entries per signal. The baseline keeps no digest, and folds the lead's 1,000 events for each score.</summary>
public class EvaluateBenchmarks
{
    private const int Events = 1_000;

    private ScoringModel _model = null!;
    private DigestLayout _layout = null!;
    private LeadFacts _facts = null!;
    private ProductEvent[] _log = null!;
    private DateTimeOffset _asOf;

    [GlobalSetup]
    public void Setup()
    {
        _model = ModelReader.Read(TwentyCriteria.Document);
        if (_model.Fit.Count + _model.Behavior.Count != 20)
        {
            throw new InvalidOperationException("The reference model must have 20 criteria.");
        }

        _layout = DigestLayout.For(_model);
        _log = SampleLeads.ActionsOf(Events);
        _facts = new LeadFacts(SampleLeads.Profile, Digest.Fold(_layout, _log));
        _asOf = _log[^1].At.AddDays(35);
    }

    [Benchmark(Description = "score, without contributions")]
    public ScoreNumbers Score() => ScoringEngine.Score(_model, _facts, _asOf);

    [Benchmark(Description = "evaluate, with contributions")]
    public Evaluation Evaluate() => ScoringEngine.Evaluate(_model, _facts, _asOf);

    [Benchmark(Baseline = true, Description = "fold 1,000 events, then score")]
    public ScoreNumbers ScoreFromTheLog() => ScoringEngine.Score(_model, new LeadFacts(SampleLeads.Profile, Digest.Fold(_layout, _log)), _asOf);
}
