using LeadScoring.Api.Exports;
using LeadScoring.Api.Models.Backtests;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Says of the parameters of backtests what their validators check.</summary>
internal sealed class BacktestSchemas : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter.Schema is not OpenApiSchema schema || context.PropertyInfo is not { DeclaringType: { } query } property)
        {
            return;
        }

        switch (query.Name, property.Name)
        {
            case (nameof(BacktestQuery), nameof(BacktestQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{BacktestQuery.MostLimit}", BacktestQuery.UsualLimit);
                break;
            case (nameof(FlipQuery), nameof(FlipQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{FlipQuery.MostLimit}", FlipQuery.UsualLimit);
                break;
            case (nameof(FlipQuery) or nameof(FlipExportQuery), nameof(FlipQuery.Kind)):
                schema.Enum = [FlipKind.BecomesPql, FlipKind.StopsBeingPql, FlipKind.AtOtherTimes];
                break;
            case (nameof(FlipExportQuery), nameof(FlipExportQuery.Format)):
                (schema.Enum, schema.Default) = ([ExportFormat.Csv, ExportFormat.Ndjson], ExportFormat.Csv);
                break;
        }
    }
}
