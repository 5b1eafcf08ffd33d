using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LeadScoring.Api.Keys;

namespace LeadScoring.Api.Tests.Keys;

public sealed class KeyFormatTests
{
    private const string Id = "a1B2c3D4e5F6";

    /// <summary>A key that another program made: Python, with zlib.crc32, of the bytes 1 to 32.</summary>
    private const string Foreign = "pls_ingest_a1B2c3D4e5F6_0Eoh211G4c8wtVWM00my5rsNSFlKgaWqQ4mb8gdEqno2uN6vB";

    [Fact]
    public void A_key_is_a_prefix_a_word_an_id_and_32_bytes_with_a_checksum()
    {
        var key = KeyFormat.Make(Id, [Scopes.Ingest]);

        Assert.Matches(new Regex("^pls_ingest_a1B2c3D4e5F6_[0-9A-Za-z]{49}$", RegexOptions.None, TimeSpan.FromSeconds(1)), key);
        Assert.Equal(Id, KeyFormat.IdIn(key));
        Assert.NotEqual(key, KeyFormat.Make(Id, [Scopes.Ingest]), StringComparer.Ordinal);
        Assert.Equal(32, KeyFormat.HashOf(key).Length);
    }

    [Theory]
    [InlineData("ingest", Scopes.Ingest)]
    [InlineData("read", Scopes.LeadsRead)]
    [InlineData("models", Scopes.ModelsManage)]
    [InlineData("webhooks", Scopes.WebhooksManage)]
    [InlineData("privacy", Scopes.Privacy)]
    [InlineData("keys", Scopes.KeysManage)]
    [InlineData("multi", Scopes.Ingest, Scopes.LeadsRead)]
    [InlineData("admin", Scopes.Ingest, Scopes.KeysManage)]
    public void The_word_says_what_a_key_opens(string word, params string[] scopes) => Assert.Equal($"pls_{word}_{Id}", KeyFormat.Hint(Id, scopes));

    [Fact]
    public void Every_scope_has_a_word_of_its_own() =>
        Assert.Equal(Scopes.All.Count, Scopes.All.Select(scope => KeyFormat.Hint(Id, [scope])).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Any_other_character_at_any_place_is_told_by_the_checksum()
    {
        var key = KeyFormat.Make(Id, Scopes.All);

        for (var i = 0; i < key.Length; i++)
        {
            foreach (var character in "0aZz_")
            {
                var slip = key[..i] + character + key[(i + 1)..];
                Assert.True(slip == key || KeyFormat.IdIn(slip) is null, slip);
            }
        }
    }

    [Fact]
    public void Two_neighbours_that_were_swapped_are_told()
    {
        var key = KeyFormat.Make(Id, Scopes.All);

        for (var i = 0; i + 1 < key.Length; i++)
        {
            var slip = key[..i] + key[i + 1] + key[i] + key[(i + 2)..];
            Assert.True(slip == key || KeyFormat.IdIn(slip) is null, slip);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("any")]
    [InlineData("pls_")]
    [InlineData("pls____")]
    [InlineData("pls_ingest_a1B2c3D4e5F6_")]
    [InlineData("sk_ingest_a1B2c3D4e5F6_0000000000000000000000000000000000000000000000000")]
    public void Whatever_else_is_no_key(string text) => Assert.Null(KeyFormat.IdIn(text));

    [Fact]
    public void A_text_of_more_than_200_characters_is_no_key_whatever_it_says()
    {
        // With a right checksum, so that only its length is wrong.
        var id = new string('a', KeyFormat.IdCharacters);
        var text = $"pls_{new string('w', 150)}_{id}_{new string('0', 43)}";
        var key = text + Base62.Write(Crc32.Of(Encoding.ASCII.GetBytes(text)), 6);

        Assert.True(key.Length > KeyFormat.MostCharacters);
        Assert.Null(KeyFormat.IdIn(key));
    }

    [Fact]
    public void The_checksum_is_the_CRC_32_of_everybody()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("123456789"u8);

        // The trailer of gzip: checksum and length, four bytes each, the lowest first.
        Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(packed.ToArray().AsSpan()[^8..]), Crc32.Of("123456789"u8));
        Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));
    }

    [Fact]
    public void A_key_that_another_program_made_is_one() => Assert.Equal(Id, KeyFormat.IdIn(Foreign));

    [Theory]
    [InlineData(0u, "000000")]
    [InlineData(61u, "00000z")]
    [InlineData(62u, "000010")]
    [InlineData(uint.MaxValue, "4gfFC3")]
    public void Numbers_are_written_in_62_digits(uint number, string text) => Assert.Equal(text, Base62.Write(number, 6));
}
