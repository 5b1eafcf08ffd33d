namespace LeadScoring.Api.Keys;

/// <summary>CRC-32 as in Ethernet, gzip and PNG (IEEE 802.3), which the framework has only inside of its packers.</summary>
internal static class Crc32
{
    /// <summary>The generator, its lowest power first.</summary>
    private const uint Polynomial = 0xEDB88320;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }
        }

        return ~crc;
    }
}
