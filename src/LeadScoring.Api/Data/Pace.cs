using System.Diagnostics;

namespace LeadScoring.Api.Data;

/// <summary>Rests between pieces of work, so that intake has the rest of the machine.</summary>
/// <param name="share">The share of the time that is worked.</param>
/// <param name="longest">No rest is longer, whatever the share.</param>
internal sealed class Pace(double share, TimeSpan longest)
{
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Rests for as long as the work since the last rest asks for.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        var rest = RestAfter(Stopwatch.GetElapsedTime(_since), share);
        await Task.Delay(rest < longest ? rest : longest, cancellationToken);
        _since = Stopwatch.GetTimestamp();
    }

    /// <summary>How long to rest after so much work.</summary>
    public static TimeSpan RestAfter(TimeSpan work, double share) => work * ((1 - share) / share);
}
