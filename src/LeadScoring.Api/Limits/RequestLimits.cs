using System.Threading.RateLimiting;
using LeadScoring.Api.Keys;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Limits;

/// <summary>
/// How often one caller may call this replica. Each limit is a bucket of tokens that runs full again; those that are full are forgotten
/// after some seconds, and there are never more than there are keys, or places for addresses.
/// </summary>
internal sealed class RequestLimits : IDisposable
{
    /// <summary>Stands for what is not limited.</summary>
    private const int Nobody = -1;

    /// <summary>Stands for all addresses together.</summary>
    private const int All = 0;

    public RequestLimits(IOptions<LimitOptions> options, LocalDevelopment local)
    {
        var limits = options.Value;
        OfAddresses = PartitionedRateLimiter.CreateChained(
            OfStrangers(SlotOf, slot => RateLimitPartition.GetConcurrencyLimiter(slot, _ => AtOnce(limits.AddressRequestsAtOnce))),
            OfStrangers(_ => All, all => RateLimitPartition.GetConcurrencyLimiter(all, _ => AtOnce(limits.KeylessRequestsAtOnce))),
            // Last: what the others refuse uses up nothing of the rate.
            OfStrangers(SlotOf, slot => RateLimitPartition.GetTokenBucketLimiter(slot, _ => PerSecond(limits.AddressRequests))));
        OfKeys = PartitionedRateLimiter.CreateChained(
            OfKnown(key => RateLimitPartition.GetConcurrencyLimiter(key, _ => AtOnce(limits.KeyRequestsAtOnce))),
            OfKnown(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => PerSecond(limits.KeyRequests))));
        OfFailures = PartitionedRateLimiter.Create<HttpContext, int>(context =>
            RateLimitPartition.GetTokenBucketLimiter(SlotOf(context), _ => Bucket(limits.FailedKeys, limits.FailedKeys, TimeSpan.FromMinutes(1))));

        PartitionedRateLimiter<HttpContext> OfStrangers(Func<HttpContext, int> partition, Func<int, RateLimitPartition<int>> limit) => PartitionedRateLimiter.Create<HttpContext, int>(
            context => KeyPlaces.InHeaders(context.Request) is not null || local.IsCalling(context) ? RateLimitPartition.GetNoLimiter(Nobody) : limit(partition(context)));

        PartitionedRateLimiter<HttpContext> OfKnown(Func<string, RateLimitPartition<string>> limit) =>
            PartitionedRateLimiter.Create<HttpContext, string>(context => context.User.KeyId() is { } key ? limit(key) : RateLimitPartition.GetNoLimiter(""));

        TokenBucketRateLimiterOptions PerSecond(int requests) => Bucket(requests, (int)Math.Min((long)requests * limits.BurstSeconds, int.MaxValue), TimeSpan.FromSeconds(1));
    }

    /// <summary>Requests that hold no key in their headers, which is known before anything is read or looked up.</summary>
    public PartitionedRateLimiter<HttpContext> OfAddresses { get; }

    /// <summary>Requests of callers that are known by their key.</summary>
    public PartitionedRateLimiter<HttpContext> OfKeys { get; }

    /// <summary>Answers that a key is missing or is not taken.</summary>
    public PartitionedRateLimiter<HttpContext> OfFailures { get; }

    public void Dispose()
    {
        OfAddresses.Dispose();
        OfKeys.Dispose();
        OfFailures.Dispose();
    }

    private static int SlotOf(HttpContext context) => CallerSlot.Of(context.Connection.RemoteIpAddress);

    private static ConcurrencyLimiterOptions AtOnce(int requests) => new() { PermitLimit = requests, QueueLimit = 0 };

    private static TokenBucketRateLimiterOptions Bucket(int refill, int most, TimeSpan period) =>
        new() { TokensPerPeriod = refill, TokenLimit = most, ReplenishmentPeriod = period, QueueLimit = 0 };
}
