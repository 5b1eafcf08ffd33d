using System.IO.Compression;

namespace LeadScoring.Replay;

/// <summary>A log with one JSON object per line, as it is or packed by gzip.</summary>
internal static class LogFile
{
    /// <summary>The lines that are not blank.</summary>
    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public static IEnumerable<string> Lines(string path)
    {
        using var reader = Open(path);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            return new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReplayException(e.Message);
        }
    }
}
