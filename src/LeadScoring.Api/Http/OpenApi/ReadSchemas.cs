using System.Text.Json.Nodes;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Leads.Outlook;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Signals;
using LeadScoring.Api.TrackingPlans;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.Deliveries;
using LeadScoring.Domain.Models;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Says of the parameters of reads what their validators check.</summary>
internal sealed class ReadSchemas : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter.Schema is not OpenApiSchema schema || context.PropertyInfo is not { DeclaringType: { } query } property)
        {
            return;
        }

        switch (query.Name, property.Name)
        {
            case (nameof(ScoreQuery), nameof(ScoreQuery.Explain)):
                schema.Enum = [Explanation.None, Explanation.Top, Explanation.Full];
                break;
            case (nameof(ScoreQuery), nameof(ScoreQuery.Format)):
                (schema.Enum, schema.Default) = ([ScoreQuery.Json, ScoreQuery.Flat], ScoreQuery.Json);
                break;
            case (nameof(ScoreQuery), nameof(ScoreQuery.Models)):
                schema.Enum = [ScoreQuery.AllModels];
                break;
            case (nameof(HistoryQuery), nameof(HistoryQuery.Step)):
                schema.Default = HistoryQuery.Day;
                break;
            case (nameof(LeadEventsQuery), nameof(LeadEventsQuery.Order)):
                (schema.Enum, schema.Default) = ([LeadEventsQuery.NewestFirst, LeadEventsQuery.OldestFirst], LeadEventsQuery.NewestFirst);
                break;
            case (nameof(SignalsQuery), nameof(SignalsQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{SignalsQuery.MostLimit}", SignalsQuery.UsualLimit);
                break;
            case (nameof(ViolationQuery), nameof(ViolationQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{ViolationQuery.MostLimit}", ViolationQuery.UsualLimit);
                break;
            case (nameof(LeadEventsQuery), nameof(LeadEventsQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{LeadEventsQuery.MostLimit}", LeadEventsQuery.UsualLimit);
                break;
            case (nameof(ForecastQuery), nameof(ForecastQuery.Days)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{Window.MostDays}", 365);
                break;
            case (nameof(ChangesQuery), nameof(ChangesQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{ChangesQuery.MostLimit}", 100);
                break;
            case (nameof(ChangesQuery), nameof(ChangesQuery.Wait)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("0", $"{ChangesQuery.MostWait}", 0);
                break;
            case (nameof(ChangesQuery) or nameof(ChangeExportQuery), nameof(ChangesQuery.Type)):
                schema.Enum = [ChangeItem.TransitionType, ChangeItem.ScoreType, ChangeItem.AccountType];
                break;
            case (nameof(DeliveryQuery), nameof(DeliveryQuery.State)):
                schema.Enum = [.. DeliveryState.All.Select(state => JsonValue.Create(state))];
                break;
            case (nameof(DeliveryQuery), nameof(DeliveryQuery.Limit)):
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{DeliveryQuery.MostLimit}", DeliveryQuery.UsualLimit);
                break;
        }
    }
}
