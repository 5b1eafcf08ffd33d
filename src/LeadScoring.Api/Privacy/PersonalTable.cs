using LeadScoring.Api.Privacy.Exports;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>A table in which something is held on people.</summary>
/// <param name="Name">The table.</param>
/// <param name="Erase">The statements that take a person out of it.</param>
/// <param name="Section">The member of an export that has what the table holds on a person; null: none.</param>
/// <param name="Read">Reads that section, in parts.</param>
internal sealed record PersonalTable(string Name, Func<PersonTraces, IEnumerable<NpgsqlBatchCommand>> Erase, string? Section = null, Func<PersonSource, IAsyncEnumerable<object>>? Read = null)
{
    /// <summary>Why nothing of the table is exported, though something is erased.</summary>
    public string? NotExported { get; init; }
}
