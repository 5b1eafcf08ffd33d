using System.Security.Cryptography;
using System.Text;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Secrets;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Turns identities into what is kept of them when they are erased: HMAC-SHA-256 under a key of its own. Without the key nobody can
/// try out whose hash it is, which for user ids and email addresses would be easy.
/// </summary>
internal sealed class IdentityHashes(SecretBox secrets)
{
    private const string Purpose = "leadscoring: erased identities";
    private const int KeyIdLength = 8;

    private readonly byte[]? _key = secrets.HasKey ? secrets.DeriveKey(Purpose) : null;

    /// <summary>Whether there is a key.</summary>
    public bool HasKey => _key is not null;

    /// <summary>Tells the key from others without saying anything of it.</summary>
    public byte[] KeyId => HMACSHA256.HashData(Key, "key"u8)[..KeyIdLength];

    /// <summary>The key, or what to do about there being none.</summary>
    /// <exception cref="SecretException">There is no key.</exception>
    private byte[] Key => _key ?? secrets.DeriveKey(Purpose);

    /// <summary>The hash of an identity.</summary>
    /// <exception cref="SecretException">There is no key.</exception>
    public byte[] Of(LeadKey identity) => HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(identity.LeadId));
}
