using LeadScoring.Api.Keys;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>Publishes the JSON Schema of model documents, for editors and for checks before a start.</summary>
internal static class ModelSchema
{
    public const string Path = "/schemas/scoring-model.json";

    public static void MapModelSchema(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, () => Results.Text(ModelTemplates.Schema, "application/schema+json")).RequireAuthorization(Scopes.ModelsManage).ExcludeFromDescription();
}
