namespace LeadScoring.Benchmarks.EndToEnd.Processes;

/// <summary>Tells whose processor time it was.</summary>
internal sealed class CpuMeter(PostgresServer postgres)
{
    private readonly List<int> _services = [];

    /// <summary>Counts a service as ours, whether or not it is the one under load.</summary>
    public void Watch(ServiceUnderTest service) => _services.Add(service.ProcessId);

    public void Forget(ServiceUnderTest service) => _services.Remove(service.ProcessId);

    /// <param name="service">The service under load; null where there is none.</param>
    public CpuTimes Read(ServiceUnderTest? service)
    {
        var services = _services.ToDictionary(id => id, ProcessorTime.OfProcess);
        var (server, self) = (ProcessorTime.OfFamily(postgres.ProcessId), ProcessorTime.OfProcess(Environment.ProcessId));
        var ours = services.Values.Aggregate(server + self, (sum, each) => sum + each);
        return new CpuTimes(service is null ? TimeSpan.Zero : services[service.ProcessId], server, self, ProcessorTime.OfMachine() - ours);
    }
}

/// <summary>Processor time since some start.</summary>
/// <param name="Service">Of the service under load.</param>
/// <param name="Postgres">Of the server with all its processes.</param>
/// <param name="Generator">Of this process.</param>
/// <param name="Foreign">Of everybody else, the kernel's own threads included.</param>
internal readonly record struct CpuTimes(TimeSpan Service, TimeSpan Postgres, TimeSpan Generator, TimeSpan Foreign)
{
    public static CpuTimes operator -(CpuTimes after, CpuTimes before) =>
        new(after.Service - before.Service, after.Postgres - before.Postgres, after.Generator - before.Generator, after.Foreign - before.Foreign);
}
