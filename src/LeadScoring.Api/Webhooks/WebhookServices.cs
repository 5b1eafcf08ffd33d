using LeadScoring.Api.Webhooks.Deliveries;
using LeadScoring.Api.Webhooks.Endpoints;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Formats.HubSpot;
using LeadScoring.Api.Webhooks.Formats.Salesforce;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks;

/// <summary>Who is told when leads and accounts cross lines, and how.</summary>
internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsCheck>();
        services.AddSingleton<IWebhookFormat, StandardFormat>();
        services.AddSingleton<IWebhookFormat, SlackFormat>();
        services.AddSingleton<IWebhookFormat, HubSpotFormat>();
        services.AddSingleton<IWebhookFormat, SalesforceFormat>();
        services.AddSingleton<SalesforceTokens>();
        services.AddSingleton<WebhookFormats>();
        services.AddSingleton<AddressPolicy>();
        services.AddSingleton<HostAddresses>();
        services.AddSingleton<WebhookHttp>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton<DispatchSignal>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookCleaner>();
        services.AddSingleton<Audience>();
        services.AddSingleton<AccountCatchUp>();
        services.AddSingleton<MessageMaker>();
        services.AddHostedService<FanOutWorker>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddSingleton<EndpointSecrets>();
        services.AddScoped<WebhookEndpoints>();
        services.AddScoped<WebhookTest>();
        services.AddScoped<DeliveryLog>();
        return services;
    }
}
