using Npgsql;

namespace LeadScoring.Api.Signals;

/// <summary>
/// Gathers in memory what many requests say of few things, to be written once every few seconds: a row that all of them
/// changed would make them wait for each other. A crash loses what was not written yet.
/// </summary>
/// <param name="most">How many things are told apart until they are written.</param>
/// <param name="others">What stands for all others.</param>
/// <param name="merge">Puts together what was said of a thing before and now.</param>
/// <param name="write">Writes it. Where that fails everything is kept for the next time.</param>
internal sealed class Gathering<TKey, TValue>(int most, TKey others, Func<TValue, TValue, TValue> merge, Func<IReadOnlyDictionary<TKey, TValue>, CancellationToken, Task> write) : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Dictionary<TKey, TValue> _entries = [];

    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            AddLocked(key, value);
        }
    }

    /// <summary>Comes back when everything that was added before is written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var entries = Take();
            try
            {
                await (entries.Count == 0 ? Task.CompletedTask : write(entries, cancellationToken));
            }
            catch
            {
                GiveBack(entries);
                throw;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The same for somebody who wants to read: what the database refuses to take, such as one that is read-only, is left for later.</summary>
    public async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (PostgresException)
        {
            // It is logged when it is written by itself.
        }
    }

    /// <summary>Forgets what is not written yet of the things that are meant.</summary>
    public void Forget(Predicate<TKey> isMeant)
    {
        lock (_lock)
        {
            foreach (var key in _entries.Keys.Where(key => isMeant(key)).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    public void Dispose() => _writing.Dispose();

    private Dictionary<TKey, TValue> Take()
    {
        lock (_lock)
        {
            var taken = _entries;
            _entries = [];
            return taken;
        }
    }

    private void GiveBack(Dictionary<TKey, TValue> entries)
    {
        lock (_lock)
        {
            foreach (var (key, value) in entries)
            {
                AddLocked(key, value);
            }
        }
    }

    private void AddLocked(TKey key, TValue value)
    {
        var place = _entries.Count < most || _entries.ContainsKey(key) ? key : others;
        _entries[place] = _entries.TryGetValue(place, out var before) ? merge(before, value) : value;
    }
}
