namespace LeadScoring.Api.Data.Embedded;

/// <summary>The end of a server's output, kept to say why it did not start.</summary>
internal sealed class LastLines
{
    private const int Most = 30;

    private readonly Queue<string> _lines = new();

    public void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most) _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _lines);
    }
}
