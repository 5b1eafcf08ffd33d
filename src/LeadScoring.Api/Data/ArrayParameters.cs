using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Data;

/// <summary>Parameters for unnest: one array per column.</summary>
internal static class ArrayParameters
{
    /// <summary>Adds the array of one column.</summary>
    public static void Add<T>(this NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. values] });

    /// <summary>Adds the two arrays of the key columns.</summary>
    public static void AddKeys(this NpgsqlCommand command, IReadOnlyCollection<LeadKey> keys)
    {
        command.Add(NpgsqlDbType.Smallint, keys.Select(key => key.Bucket));
        command.Add(NpgsqlDbType.Text, keys.Select(key => key.LeadId));
    }
}
