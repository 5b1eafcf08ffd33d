using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Plans as PostgreSQL keeps them for prepared statements: made once for whatever the parameters are.</summary>
internal static class GenericPlans
{
    /// <summary>Runs a statement under its generic plan. EXPLAIN itself always knows its parameters, so the statement is prepared in SQL.</summary>
    public static async Task<string> ExplainAsync(string database, NpgsqlCommand explained)
    {
        await using var statement = explained;
        return await ExplainAsync(database, statement.CommandText, statement.Parameters);
    }

    /// <inheritdoc cref="ExplainAsync(string, NpgsqlCommand)"/>
    public static Task<string> ExplainAsync(string database, NpgsqlBatchCommand explained) => ExplainAsync(database, explained.CommandText, explained.Parameters);

    private static async Task<string> ExplainAsync(string database, string statement, NpgsqlParameterCollection values)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        (string Name, (string Type, string Literal) Sql)[] parameters = [.. values.Select(parameter => (parameter.ParameterName, SqlOf(parameter.Value!)))];
        var text = Regex.Replace(statement, "@(?<name>[a-z_]+)", match => "$" + (Array.FindIndex(parameters, each => each.Name == match.Groups["name"].Value) + 1), RegexOptions.NonBacktracking);
        await using var command = connection.CreateCommand();
        command.CommandText = $"PREPARE generic ({string.Join(", ", parameters.Select(each => each.Sql.Type))}) AS {text}";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "SET plan_cache_mode = force_generic_plan";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) EXECUTE generic ({string.Join(", ", parameters.Select(each => each.Sql.Literal))})";
        List<string> lines = [];
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        }

        command.CommandText = "RESET plan_cache_mode; DEALLOCATE generic";
        await command.ExecuteNonQueryAsync();
        return string.Join('\n', lines);
    }

    private static (string Type, string Literal) SqlOf(object value) => value switch
    {
        string text => ("text", $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"),
        string[] texts => ("text[]", $"ARRAY[{string.Join(", ", texts.Select(text => SqlOf(text).Literal))}]::text[]"),
        int[] numbers => ("integer[]", $"ARRAY[{string.Join(", ", numbers)}]::integer[]"),
        DateOnly day => ("date", $"'{day:yyyy-MM-dd}'"),
        DateTimeOffset time => ("timestamptz", $"'{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z'"),
        short number => ("smallint", number.ToString(CultureInfo.InvariantCulture)),
        long number => ("bigint", number.ToString(CultureInfo.InvariantCulture)),
        int number => ("integer", number.ToString(CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A {value.GetType()} is not known here.", nameof(value)),
    };
}
