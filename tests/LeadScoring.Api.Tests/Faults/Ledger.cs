using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// Notes in a file what is sent, before it is sent, and what was answered with 200. Lines are only ever appended. What the service has
/// stored is compared with this, so nothing here comes from the service but the acknowledgements.
/// </summary>
internal sealed class Ledger(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    private readonly Lock _lock = new();

    /// <summary>To be called before the first time that these are sent.</summary>
    public void NoteSending(IEnumerable<LedgerItem> items) => Append(items.Select(item => new Line(item, null)));

    /// <summary>To be called when a 200 has come for these.</summary>
    public void NoteAcknowledged(IEnumerable<LedgerItem> items) => Append(items.Select(item => new Line(null, item.MessageId)));

    /// <summary>Reads back what the file holds.</summary>
    public LedgerContent Read()
    {
        lock (_lock) _file.Flush();
        List<LedgerItem> sent = [];
        HashSet<string> acknowledged = new(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Select(text => JsonSerializer.Deserialize<Line>(text, Json)!))
        {
            if (line.Sent is not null) sent.Add(line.Sent);
            if (line.Acknowledged is not null) acknowledged.Add(line.Acknowledged);
        }

        return new LedgerContent(sent, acknowledged);
    }

    public void Dispose() => _file.Dispose();

    private void Append(IEnumerable<Line> lines)
    {
        byte[][] texts = [.. lines.Select(line => JsonSerializer.SerializeToUtf8Bytes(line, Json))];
        lock (_lock)
        {
            foreach (var text in texts)
            {
                _file.Write(text);
                _file.WriteByte((byte)'\n');
            }

            // Into the hands of the system: it is the service that is to die, and not the machine. Waiting for the disk here would hold up the load.
            _file.Flush();
        }
    }

    private sealed record Line(LedgerItem? Sent, string? Acknowledged);
}

/// <summary>What a ledger holds.</summary>
/// <param name="Sent">Everything that was sent, once each, in the order of the first sending.</param>
/// <param name="Acknowledged">The message ids of what was answered with 200.</param>
internal sealed record LedgerContent(IReadOnlyList<LedgerItem> Sent, IReadOnlySet<string> Acknowledged);
