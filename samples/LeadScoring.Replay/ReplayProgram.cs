namespace LeadScoring.Replay;

/// <summary>The command line.</summary>
internal static class ReplayProgram
{
    private const string Usage = """
        Sends a log of JSON lines to a LeadScoring service, or shows the scores of everybody in it.

          replay [--url URL] [--parallel N] [--end-now] --map MAPPING LOG
          replay --scores [--url URL] [--parallel N] --map MAPPING LOG

        LOG         one JSON object per line; packed by gzip if its name ends with .gz
        --map       a JSON file that says which members of a line mean what
        --url       the service; http://localhost:5080 by default
        --parallel  requests at the same time, 1 to 64; 4 by default
        --end-now   moves all times so that the log ends now
        --scores    writes lead,line,points for each line of points instead of sending anything

        A service that wants a key takes it from the environment variable LEADSCORING_KEY; to send it needs the scopes ingest and
        leads:read, for --scores leads:read.
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = Arguments.Read(args);
            using HttpClient http = new() { BaseAddress = arguments.Url, Timeout = TimeSpan.FromSeconds(60) };
            http.DefaultRequestHeaders.Authorization = Environment.GetEnvironmentVariable("LEADSCORING_KEY") is { Length: > 0 } key ? new("Bearer", key) : null;
            var mapping = Mapping.Load(arguments.Map);
            if (arguments.Scores)
            {
                foreach (var row in await new ScoreSheet(http, mapping, arguments.Log, arguments.Parallel).ReadAsync())
                {
                    Console.WriteLine(row);
                }

                return 0;
            }

            var summary = await new ReplayRun(http, mapping, arguments.Log, arguments.Parallel).RunAsync(arguments.EndNow ? DateTimeOffset.UtcNow : null);
            Console.Write(summary);
            return summary.Rejected + summary.Unreadable == 0 ? 0 : 2;
        }
        catch (UsageException problem) when (problem.Message.Length == 0)
        {
            Console.WriteLine(Usage);
            return 0;
        }
        catch (UsageException problem)
        {
            await Console.Error.WriteLineAsync($"{problem.Message}\n\n{Usage}");
            return 64;
        }
        catch (ReplayException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
