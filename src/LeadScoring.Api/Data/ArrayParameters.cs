using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Data;

/// <summary>Parameters for unnest: one array per column.</summary>
internal static class ArrayParameters
{
    /// <summary>Adds the array of one column.</summary>
    public static void Add<T>(this NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) => command.Parameters.Add(Array(type, values));

    /// <summary>Adds the two arrays of the key columns.</summary>
    public static void AddKeys(this NpgsqlCommand command, IReadOnlyCollection<LeadKey> keys) => command.Parameters.AddKeys(keys);

    /// <inheritdoc cref="Add{T}(NpgsqlCommand, NpgsqlDbType, IEnumerable{T})"/>
    public static void Add<T>(this NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) => command.Parameters.Add(Array(type, values));

    /// <inheritdoc cref="AddKeys(NpgsqlCommand, IReadOnlyCollection{LeadKey})"/>
    public static void AddKeys(this NpgsqlBatchCommand command, IReadOnlyCollection<LeadKey> keys) => command.Parameters.AddKeys(keys);

    private static void AddKeys(this NpgsqlParameterCollection parameters, IReadOnlyCollection<LeadKey> keys)
    {
        parameters.Add(Array(NpgsqlDbType.Smallint, keys.Select(key => key.Bucket)));
        parameters.Add(Array(NpgsqlDbType.Text, keys.Select(key => key.LeadId)));
    }

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. values] };
}
