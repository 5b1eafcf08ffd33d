using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>The routes of privacy, and what a dump of the database says.</summary>
internal static class PrivacyCalls
{
    public static async Task<ErasureResponse> EraseAsync(this HttpClient client, string leadId, string query = "")
    {
        using var answer = await client.DeleteAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}{query}", UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {body}");
        return JsonSerializer.Deserialize<ErasureResponse>(body, JsonSerializerOptions.Web)!;
    }

    /// <summary>Everything that is held on a person.</summary>
    public static async Task<JsonObject> ExportAsync(this HttpClient client, string leadId) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}/export", UriKind.Relative)))!.AsObject();

    /// <summary>An answer of the service's own intake, with its warnings.</summary>
    public static async Task<JsonObject> PostAsync(this HttpClient client, string path, string json) => (await client.PostSdkAsync(path, json)).Body;

    /// <summary>
    /// Every row of every table as text, with what is in bytes read as UTF-8: what <c>pg_dump</c> writes, but with bytes that people can
    /// read. Each line begins with the name of its table.
    /// </summary>
    public static async Task<List<string>> DumpAsync(this TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        List<(string Table, string Column, string Type)> columns = [];
        await using (var select = new NpgsqlCommand("SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position", connection))
        await using (var reader = await select.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        List<string> lines = [];
        foreach (var table in columns.GroupBy(column => column.Table, StringComparer.Ordinal))
        {
            var texts = table.Select(column => column.Type == "bytea" ? $"encode(\"{column.Column}\", 'escape')" : $"\"{column.Column}\"::text");
            await using var rows = new NpgsqlCommand($"SELECT concat_ws(' | ', {string.Join(", ", texts)}) FROM \"{table.Key}\"", connection);
            await using var reader = await rows.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add($"{table.Key}: {reader.GetString(0)}");
        }

        return lines;
    }

    /// <summary>None of the texts stands anywhere in the database.</summary>
    public static async Task HoldsNothingOfAsync(this TestDatabase database, params IEnumerable<string> texts)
    {
        var dump = await database.DumpAsync();
        Assert.NotEmpty(dump);
        foreach (var text in texts) Assert.DoesNotContain(dump, line => line.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
