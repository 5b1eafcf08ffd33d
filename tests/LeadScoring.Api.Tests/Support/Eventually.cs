using System.Diagnostics;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Waits for what happens in the background, by looking again and again until a deadline.</summary>
internal static class Eventually
{
    /// <summary>Generous: it is only used up when something is broken, and shared machines are slow at times.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static Task IsTrueAsync(Func<bool> condition, string expectation) =>
        IsTrueAsync(() => Task.FromResult(condition()), expectation);

    public static Task IsTrueAsync(Func<Task<bool>> condition, string expectation) => IsTrueAsync(condition, expectation, Deadline);

    /// <summary>For what was promised within a time.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string expectation, TimeSpan atMost)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(Pause))
            Assert.True(waited.Elapsed < atMost, $"Not within {atMost.TotalSeconds} s: {expectation}");
    }

    /// <summary>Repeats the assertions until they pass; at the deadline the last failure is thrown.</summary>
    public static async Task PassesAsync(Func<Task> assertions)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception) when (waited.Elapsed < Deadline)
            {
                // Not yet.
            }
        }
    }
}
