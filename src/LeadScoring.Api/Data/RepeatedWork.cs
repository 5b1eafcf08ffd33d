namespace LeadScoring.Api.Data;

/// <summary>Work that a background service does again and again, and that may fail while the database is away: that is told once for each outage.</summary>
internal sealed class RepeatedWork
{
    private bool _isFailing;

    /// <param name="work">What is done. What it leaves undone, the next time takes up.</param>
    /// <param name="tell">Told the first failure of an outage: the worker that scores says the rest.</param>
    /// <param name="cancellationToken">The service is stopping: what fails then is not worth a word.</param>
    public async Task TryAsync(Func<CancellationToken, Task> work, Action<Exception> tell, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            _isFailing = false;
        }
        catch (Exception e)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (!_isFailing)
            {
                tell(e);
            }

            _isFailing = true;
        }
    }
}
