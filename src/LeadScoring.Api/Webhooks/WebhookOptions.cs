using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks;

/// <summary>Section "Webhooks".</summary>
public sealed class WebhookOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Webhooks";

    /// <summary>The waits of the specification of Standard Webhooks: now, 5 s, 5 min, 30 min, then hours.</summary>
    private static readonly TimeSpan[] UsualSchedule =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Whether this replica makes and sends messages. At least one replica must.</summary>
    /// <value>true</value>
    public bool Enabled { get; init; } = true;

    /// <summary>How long it rests between looks for crossings and for what is due.</summary>
    /// <value>a tenth of a second; ten times that while there are no endpoints</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether messages may go to private addresses, such as 10.0.0.0/8.</summary>
    /// <value>false</value>
    public bool AllowPrivate { get; init; }

    /// <summary>Networks that messages may go to whatever else is said, such as 127.0.0.0/8. Only so can loopback and the like be reached.</summary>
    /// <value>none</value>
    public string[] AllowedNetworks { get; init; } = [];

    /// <summary>The waits before the attempts, the first included, such as 00:00:00, 00:00:05.</summary>
    /// <value>now, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h</value>
    public TimeSpan[]? Schedule { get; init; }

    /// <summary>By which share a wait may be shorter or longer, by chance.</summary>
    /// <value>0.2</value>
    [Range(0, 0.5)]
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long making a connection may take.</summary>
    /// <value>5 seconds</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an attempt may take as a whole.</summary>
    /// <value>15 seconds</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long a message belongs to who sends it. After that, as when a replica was killed, others send it. At least twice <see cref="Timeout"/>.</summary>
    /// <value>1 minute</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages a replica sends to one endpoint at a time.</summary>
    /// <value>4</value>
    [Range(1, 100)]
    public int Concurrency { get; init; } = 4;

    /// <summary>After how many failures in a row an endpoint is left alone for a while and then tried with one message at a time.</summary>
    /// <value>5</value>
    [Range(1, 1_000)]
    public int FailuresUntilPause { get; init; } = 5;

    /// <summary>After how long with nothing but failures an endpoint is disabled.</summary>
    /// <value>5 days</value>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>How long a spike alert of a lead is not told again to an endpoint that does not say so itself.</summary>
    /// <value>1 day</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SpikeCooldown { get; init; } = TimeSpan.FromDays(1);

    /// <summary><see cref="Schedule"/>, or the usual one.</summary>
    internal IReadOnlyList<TimeSpan> Waits => Schedule is { Length: > 0 } ? Schedule : UsualSchedule;

    /// <summary><see cref="AllowedNetworks"/>, read.</summary>
    internal IReadOnlyList<IPNetwork> Networks => [.. AllowedNetworks.Select(IPNetwork.Parse)];
}

internal sealed class WebhookOptionsCheck : IValidateOptions<WebhookOptions>
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> faults = [];
        if (Array.Find(options.AllowedNetworks, network => !IPNetwork.TryParse(network, out _)) is { } network)
        {
            faults.Add($"Webhooks:AllowedNetworks has \"{network}\", which is no network such as 10.1.0.0/16 or fd12::/32: the bits behind the prefix must be 0.");
        }

        if (options.Waits.Any(wait => wait < TimeSpan.Zero || wait > LongestWait))
        {
            faults.Add("Webhooks:Schedule must be waits from 00:00:00 to 7.00:00:00; a day is 1.00:00:00.");
        }

        if (options.Lease < 2 * options.Timeout)
        {
            faults.Add("Webhooks:Lease must be at least twice Webhooks:Timeout, or a message that is slow would be sent by two at once.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
