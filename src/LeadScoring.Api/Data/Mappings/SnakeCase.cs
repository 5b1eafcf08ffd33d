using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

/// <summary>Column and key names as PostgreSQL users write them, so that nobody has to quote.</summary>
internal static class SnakeCase
{
    public static void UseSnakeCaseColumns<T>(this EntityTypeBuilder<T> builder)
        where T : class
    {
        var table = builder.Metadata.GetTableName()!;
        foreach (var property in builder.Metadata.GetProperties())
        {
            property.SetColumnName(Of(property.Name));
        }

        builder.Metadata.FindPrimaryKey()!.SetName("pk_" + table);
        foreach (var index in builder.Metadata.GetIndexes())
        {
            index.SetDatabaseName(index.Name ?? $"ix_{table}_{string.Join('_', index.Properties.Select(property => Of(property.Name)))}");
        }
    }

    private static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
