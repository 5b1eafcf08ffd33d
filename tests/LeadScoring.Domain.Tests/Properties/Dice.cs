namespace LeadScoring.Domain.Tests.Properties;

/// <summary>Random choices that read well.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>0 up to, not including, the end.</summary>
    public int Below(int end) => _random.Next(end);

    /// <summary>From one number to another, both included.</summary>
    public int Between(int from, int to) => _random.Next(from, to + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => _random.Next(times) == 0;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        _random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>So many made one by one.</summary>
    public List<T> Some<T>(int from, int to, Func<T> make) => [.. Enumerable.Range(0, Between(from, to)).Select(_ => make())];
}
