using System.Security.Cryptography;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Secrets;

public sealed class SecretTests
{
    private static readonly Guid Owner = Guid.NewGuid();

    [Fact]
    public void What_is_encrypted_comes_back_only_for_its_owner_and_purpose_and_with_its_key()
    {
        var (box, secret) = (BoxOf(LeadScoringApp.SecretKey), RandomNumberGenerator.GetBytes(32));
        var sealed1 = box.Seal(secret, Owner, "a");

        Assert.Equal(secret, box.Open(sealed1, Owner, "a"));
        Assert.NotEqual(sealed1, box.Seal(secret, Owner, "a"));
        Assert.Throws<SecretException>(() => box.Open(sealed1, Guid.NewGuid(), "a"));
        Assert.Throws<SecretException>(() => box.Open(sealed1, Owner, "b"));
        Assert.Throws<SecretException>(() => box.Open([.. sealed1[..^1], (byte)(sealed1[^1] ^ 1)], Owner, "a"));
        Assert.Throws<SecretException>(() => box.Open(sealed1[..10], Owner, "a"));
        Assert.Throws<SecretException>(() => BoxOf(Convert.ToBase64String(new byte[32])).Open(sealed1, Owner, "a"));
        Assert.Throws<SecretException>(() => BoxOf(null).Seal(secret, Owner, "a"));
    }

    [Theory]
    [InlineData("c2hvcnQ=", "has 5 bytes")]
    [InlineData("not base64!", "is no base64")]
    public void A_key_that_is_none_stops_the_start_without_being_shown(string key, string fault)
    {
        var result = new SecretOptionsCheck().Validate(null, new SecretOptions { Key = key });

        Assert.StartsWith($"Secrets:Key {fault}", result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(key, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_with_a_folder_of_its_own_keeps_one_key_that_only_it_can_read()
    {
        var folder = Directory.CreateTempSubdirectory("leadscoring-test-");
        try
        {
            var first = await SecretKeyFile.ReadOrMakeAsync(folder.FullName);
            var again = await SecretKeyFile.ReadOrMakeAsync(folder.FullName);

            Assert.Equal(first, again);
            Assert.Equal(32, Convert.FromBase64String(first).Length);
            var file = Assert.Single(folder.GetFiles());
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SecretBox BoxOf(string? key) => new(Options.Create(new SecretOptions { Key = key }));
}
