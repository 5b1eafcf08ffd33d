using LeadScoring.Api.Data;

namespace LeadScoring.Api.Tests.Data;

public sealed class BucketTests
{
    /// <summary>These values are in every database: a change of the hash would lose sight of every lead.</summary>
    [Theory]
    [InlineData("user:ada", 4)]
    [InlineData("user:1", 11)]
    [InlineData("anon:1", 10)]
    [InlineData("user:Zoë", 41)]
    [InlineData("", 5)]
    public void A_key_stays_in_its_bucket_for_ever(string key, short bucket) => Assert.Equal(bucket, Bucket.Of(key));

    [Fact]
    public void Keys_are_spread_over_all_buckets_evenly()
    {
        var sizes = Enumerable.Range(0, 64_000).GroupBy(i => Bucket.Of("user:" + i)).Select(bucket => bucket.Count()).ToList();

        Assert.Equal(Bucket.Count, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 800, 1_200));
    }
}
