using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Scoring;

/// <summary>What operations watch of crossings. They are counted when they are written, right before the commit.</summary>
internal sealed class TransitionMetrics(IMeterFactory factory)
{
    public const string Lead = "lead";
    public const string Account = "account";

    private readonly Counter<long> _transitions = factory.CreateServiceMeter().CreateCounter<long>(
        "leadscoring.transitions", "{transition}", "Crossings that were written, by subject (lead or account), kind (such as pql_gained) and cause (event, attributes, time, model or merge).");

    public void Wrote(string subject, IEnumerable<Transition> transitions)
    {
        foreach (var transition in transitions)
        {
            _transitions.Add(1, new("subject", subject), new("kind", transition.Kind), new("cause", transition.Cause));
        }
    }
}
