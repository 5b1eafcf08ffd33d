namespace LeadScoring.Domain.Models;

/// <summary>Which declared names rules use, by themselves or by way of another declaration, such as the signals of a period.</summary>
internal sealed class NameUse
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _usedBy = new(StringComparer.Ordinal);

    /// <summary>The declaration that is being read; null while rules are.</summary>
    public string? Declaring { get; set; }

    public void Note(string name) => (Declaring is null ? _used : Of(Declaring)).Add(name);

    /// <summary>The names that no rule needs.</summary>
    public IReadOnlyList<string> Unused(IEnumerable<string> declared)
    {
        HashSet<string> needed = new(StringComparer.Ordinal);
        Queue<string> open = new(_used);
        while (open.TryDequeue(out var name))
        {
            if (needed.Add(name))
            {
                Of(name).ToList().ForEach(open.Enqueue);
            }
        }

        return [.. declared.Where(name => !needed.Contains(name))];
    }

    private HashSet<string> Of(string declaration) =>
        _usedBy.TryGetValue(declaration, out var names) ? names : _usedBy[declaration] = new HashSet<string>(StringComparer.Ordinal);
}
