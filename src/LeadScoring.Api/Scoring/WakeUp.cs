namespace LeadScoring.Api.Scoring;

/// <summary>Wakes a background service before its next round.</summary>
internal class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);

    public void Set()
    {
        try
        {
            _semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already, or will be.
        }
    }

    /// <summary>Waits until woken, or for the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _semaphore.WaitAsync(atMost, cancellationToken);

    public virtual void Dispose()
    {
        _semaphore.Dispose();
        GC.SuppressFinalize(this);
    }
}
