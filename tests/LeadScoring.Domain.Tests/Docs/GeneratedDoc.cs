namespace LeadScoring.Domain.Tests.Docs;

/// <summary>A page of words with parts that are made from code. UPDATE_SNAPSHOTS=1 writes them anew.</summary>
/// <param name="path">From the root of the repository.</param>
internal sealed class GeneratedDoc(string path)
{
    private static readonly string Root = FindRoot();

    public string File { get; } = Path.Combine([Root, .. path.Split('/')]);

    /// <summary>The names of all parts.</summary>
    public string[] Tables => [.. Text.Split("<!-- generated: ").Skip(1).Select(part => part[..part.IndexOf(" -->", StringComparison.Ordinal)])];

    public string Text => System.IO.File.ReadAllText(File);

    /// <summary>Compares the part of this name, between <c>generated: NAME</c> and <c>end</c>, with what the code says.</summary>
    public void Check(string name, IEnumerable<string> lines)
    {
        var text = Text;
        var begin = $"<!-- generated: {name} -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.True(from >= begin.Length, $"{path} has no table '{name}'");
        var to = text.IndexOf("<!-- end -->", from, StringComparison.Ordinal);
        var expected = string.Join('\n', lines) + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            System.IO.File.WriteAllText(File, text[..from] + expected + text[to..]);
            return;
        }

        Assert.Equal(expected, text[from..to]);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "LeadScoring.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
