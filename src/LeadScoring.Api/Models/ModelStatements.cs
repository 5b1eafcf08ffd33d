using Npgsql;

namespace LeadScoring.Api.Models;

/// <summary>What reads ask the database about models, to be part of their own transactions.</summary>
internal static class ModelStatements
{
    /// <summary>The number of the newest activation in force.</summary>
    public const string SelectNewestInForce = "SELECT max(number) FROM model_activations WHERE activated_at IS NOT NULL";

    /// <inheritdoc cref="SelectNewestInForce"/>
    public static async Task<int> ReadNewestActivationAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SelectNewestInForce, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
