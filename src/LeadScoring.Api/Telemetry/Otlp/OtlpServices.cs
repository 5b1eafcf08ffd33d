namespace LeadScoring.Api.Telemetry.Otlp;

/// <summary>Whether and where to metrics and traces are sent.</summary>
internal static class OtlpServices
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    /// <summary>To be called before other services are added, which then are stopped before this one. Does nothing where no collector is named.</summary>
    /// <exception cref="FormatException">A variable cannot be used. OpenTelemetry would go on without a word, with another collector.</exception>
    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is not { Length: > 0 } named)
        {
            return;
        }

        if (!Uri.TryCreate(named, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"{Endpoint} is \"{named}\"; it must be the address of a collector, such as http://localhost:4317.");
        }

        if (Environment.GetEnvironmentVariable(Protocol) is { Length: > 0 } protocol && !Protocols.Contains(protocol, StringComparer.Ordinal))
        {
            throw new FormatException($"{Protocol} is \"{protocol}\"; it must be {string.Join(" or ", Protocols)}.");
        }

        builder.Services.AddHostedService(provider => new OtlpExport(endpoint, provider.GetRequiredService<ILogger<OtlpExport>>()));
    }
}
