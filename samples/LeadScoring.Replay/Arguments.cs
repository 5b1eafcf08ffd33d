using System.Globalization;

namespace LeadScoring.Replay;

/// <summary>The command line asks for help (then the message is empty), or cannot be understood.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(Uri Url, string Map, string Log, int Parallel, bool EndNow, bool Scores)
{
    /// <exception cref="UsageException">It asks for nothing that the program does.</exception>
    public static Arguments Read(IReadOnlyList<string> args)
    {
        var (url, parallel, endNow, scores) = (new Uri("http://localhost:5080/"), 4, false, false);
        string? map = null;
        string? log = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--end-now": endNow = true; break;
                case "--scores": scores = true; break;
                case "--url": url = Address(Value(args, ref i)); break;
                case "--map": map = Value(args, ref i); break;
                case "--parallel": parallel = Number(Value(args, ref i)); break;
                case "--help" or "-h": throw new UsageException("");
                case var option when option.StartsWith("--", StringComparison.Ordinal): throw new UsageException($"{option} is no option.");
                case var file when log is null: log = file; break;
                default: throw new UsageException("One log at a time, please.");
            }
        }

        return new Arguments(url, map ?? throw new UsageException("--map is missing."), log ?? throw new UsageException("Which log?"), parallel, endNow, scores);
    }

    private static string Value(IReadOnlyList<string> args, ref int i) =>
        ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value.");

    /// <summary>With a slash at the end, so that paths are added and do not replace the last part.</summary>
    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new UsageException($"{text} is no address.");

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 64 ? number : throw new UsageException("--parallel takes 1 to 64.");
}
