using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Secrets;

/// <summary>
/// Encrypts what must not stand in the database in clear: AES-256-GCM under <see cref="SecretOptions.Key"/>. What is encrypted is bound
/// to its owner and purpose, so that nobody who can write rows can have one endpoint sign with the secret of another.
/// </summary>
internal sealed class SecretBox(IOptions<SecretOptions> options)
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    // Version (1 byte), nonce (12 bytes), tag (16 bytes), then what is encrypted.
    private const byte Version = 1;
    private const int NonceAt = 1;
    private const int TagAt = 13;
    private const int DataAt = 29;

    private readonly byte[]? _key = options.Value.KeyBytes;

    /// <summary>Whether there is a key.</summary>
    public bool HasKey => _key is not null;

    /// <summary>Encrypts.</summary>
    /// <exception cref="SecretException">There is no key.</exception>
    public byte[] Seal(ReadOnlySpan<byte> secret, Guid owner, string purpose)
    {
        var box = new byte[DataAt + secret.Length];
        box[0] = Version;
        RandomNumberGenerator.Fill(box.AsSpan(NonceAt, TagAt - NonceAt));
        using var aes = Open();
        aes.Encrypt(box.AsSpan(NonceAt, TagAt - NonceAt), secret, box.AsSpan(DataAt), box.AsSpan(TagAt, DataAt - TagAt), Binding(owner, purpose));
        return box;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="SecretException">There is no key, or another one than it was encrypted with.</exception>
    public byte[] Open(byte[] box, Guid owner, string purpose)
    {
        using var aes = Open();
        if (box.Length < DataAt || box[0] != Version)
        {
            throw new SecretException("A stored secret is damaged.");
        }

        var secret = new byte[box.Length - DataAt];
        try
        {
            aes.Decrypt(box.AsSpan(NonceAt, TagAt - NonceAt), box.AsSpan(DataAt), box.AsSpan(TagAt, DataAt - TagAt), secret, Binding(owner, purpose));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretException("A stored secret cannot be decrypted: Secrets:Key is not the key that it was encrypted with. Set that key again, or give the secret or credentials anew.");
        }
    }

    /// <summary>Makes a key for another purpose: from it nobody comes to this one, nor to that of a third purpose (HKDF, RFC 5869).</summary>
    /// <exception cref="SecretException">There is no key.</exception>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Key, KeyLength, info: Encoding.UTF8.GetBytes(purpose));

    private AesGcm Open() => new(Key, DataAt - TagAt);

    private byte[] Key => _key ?? throw new SecretException($"There is no key for secrets: {SecretOptions.WayOut}.");

    private static byte[] Binding(Guid owner, string purpose) => [.. owner.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(purpose)];
}

/// <summary>A secret cannot be encrypted or decrypted here; the message says what to do, for people.</summary>
internal sealed class SecretException(string message) : Exception(message);
