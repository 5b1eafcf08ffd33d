using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>A table in which something is held on people.</summary>
/// <param name="Name">The table.</param>
/// <param name="Erase">The statements that take a person out of it.</param>
internal sealed record PersonalTable(string Name, Func<PersonTraces, IEnumerable<NpgsqlBatchCommand>> Erase);
