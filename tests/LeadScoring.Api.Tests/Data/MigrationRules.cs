using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace LeadScoring.Api.Tests.Data;

/// <summary>What a migration may do while the release before it goes on working with the same tables: add, without holding anybody up (docs/operations.md).</summary>
internal static class MigrationRules
{
    private const string Provider = "Npgsql.EntityFrameworkCore.PostgreSQL";
    private const string CreatedConcurrently = "Npgsql:CreatedConcurrently";
    private const string DropUnfinished = "DROP INDEX CONCURRENTLY IF EXISTS ";

    /// <summary>What would disturb it, each in a few words.</summary>
    public static IEnumerable<string> FaultsOf(Type migration)
    {
        var made = (Migration)Activator.CreateInstance(migration)!;
        made.ActiveProvider = Provider;
        return FaultsOf(made.UpOperations);
    }

    /// <inheritdoc cref="FaultsOf(Type)"/>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<MigrationOperation> operations)
    {
        var newTables = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var dropped = operations.OfType<SqlOperation>().Select(sql => sql.Sql).ToHashSet(StringComparer.Ordinal);
        return operations.Select(operation => FaultOf(operation, newTables, dropped)).OfType<string>();
    }

    private static string? FaultOf(MigrationOperation operation, HashSet<string> newTables, HashSet<string> sql) => operation switch
    {
        CreateTableOperation => null,
        ITableMigrationOperation table when newTables.Contains(table.Table) => null,
        SqlOperation { Sql: var statement } when statement.StartsWith(DropUnfinished, StringComparison.Ordinal) && !statement.Contains(';', StringComparison.Ordinal) => null,
        AddColumnOperation { IsNullable: false, DefaultValue: null } column => $"{column.Table}.{column.Name} has no default: the release before does not write it.",
        AddColumnOperation { DefaultValueSql: not null } or AddColumnOperation { ComputedColumnSql: not null } => $"{((AddColumnOperation)operation).Name} may have to be computed for every row while the table is locked.",
        AddColumnOperation => null,
        CreateIndexOperation { IsUnique: true } index => $"{index.Name} refuses rows that the release before may write.",
        CreateIndexOperation index when index[CreatedConcurrently] is not true => $"{index.Name} stops writes while it is made: make it concurrently.",
        // It is no transaction: one that was killed leaves an index that is not valid.
        CreateIndexOperation index when !sql.Contains(DropUnfinished + index.Name) => $"{index.Name} needs {DropUnfinished}{index.Name} before it.",
        CreateIndexOperation => null,
        _ => $"{operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal)} changes what the release before knows.",
    };
}
