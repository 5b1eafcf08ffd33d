using System.Text.Json.Nodes;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Events;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Segment;
using LeadScoring.Domain.Models;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Says what the types of requests cannot: members of several types, and the ranges that validators check.</summary>
internal sealed class RequestSchemas : ISchemaFilter, IParameterFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema open)
        {
            return;
        }

        if (context.MemberInfo is { Name: nameof(PutAccountRequest.Employees) } member && member.DeclaringType == typeof(PutAccountRequest))
        {
            open.Type = JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Null;
        }
        else if (context.MemberInfo is { Name: nameof(CreateKeyRequest.Scopes) } scopes && scopes.DeclaringType == typeof(CreateKeyRequest) && open.Items is OpenApiSchema scope)
        {
            scope.Enum = [.. Scopes.All.Select(each => JsonValue.Create(each))];
        }
        else if (context.Type == typeof(TrackEvent) || context.Type == typeof(EventBatch) || context.Type == typeof(SegmentBatch) || context.Type == typeof(SegmentMessage))
        {
            open.AdditionalPropertiesAllowed = true;
        }
    }

    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter.Schema is not OpenApiSchema schema)
        {
            return;
        }

        if (context.PropertyInfo is { Name: nameof(QuarantineQuery.Limit), DeclaringType: { } query } && (query == typeof(QuarantineQuery) || query == typeof(ReplayQuery)))
        {
            (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{QuarantinePages.MostLimit}", query == typeof(ReplayQuery) ? QuarantinePages.MostLimit : QuarantinePages.UsualLimit);
        }

        if (context.PropertyInfo is { Name: nameof(LeadExportQuery.Format), DeclaringType: { } export } && (export == typeof(LeadExportQuery) || export == typeof(AccountExportQuery) || export == typeof(ChangeExportQuery)))
        {
            schema.Enum = [ExportFormat.Csv, ExportFormat.Ndjson];
            schema.Default = ExportFormat.Csv;
        }

        if (context.PropertyInfo?.DeclaringType is { } type)
        {
            if (typeof(LeadFilter).IsAssignableFrom(type))
            {
                ApplyTo(schema, context.PropertyInfo.Name, LeadOrder.All.Names);
            }
            else if (typeof(AccountFilter).IsAssignableFrom(type))
            {
                ApplyTo(schema, context.PropertyInfo.Name, AccountOrder.All.Names);
            }
        }
    }

    private static void ApplyTo(OpenApiSchema schema, string filter, IEnumerable<string> orders)
    {
        switch (filter)
        {
            case nameof(LeadFilter.Sort):
                schema.Enum = [.. orders.Select(name => JsonValue.Create(name))];
                schema.Default = LeadOrder.HighestTotalFirst;
                break;
            case nameof(LeadListQuery.Limit):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{LeadListQuery.MostLimit}", LeadListQuery.UsualLimit);
                break;
            case nameof(LeadFilter.MinTotal) or nameof(LeadFilter.MaxTotal):
                (schema.Minimum, schema.Maximum) = ("0", ScoringModel.MostTotal.ToString());
                break;
            case nameof(LeadFilter.MinFit) or nameof(LeadFilter.MaxFit):
                (schema.Minimum, schema.Maximum) = ("0", ScoringModel.MostFit.ToString());
                break;
            case nameof(LeadFilter.MinBehavior) or nameof(LeadFilter.MaxBehavior):
                (schema.Minimum, schema.Maximum) = ("0", ScoringModel.MostBehavior.ToString());
                break;
            case nameof(AccountFilter.MinActiveLeads):
                schema.Minimum = "0";
                break;
            case nameof(LeadFilter.ActiveSince):
                schema.Format = "date";
                break;
            case nameof(LeadFilter.UpdatedSince):
                schema.Format = "date-time";
                break;
        }
    }
}
