using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Limits;
using LeadScoring.Api.Models;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Retention;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Settings;
using LeadScoring.Api.Shutdown;
using LeadScoring.Api.Startup;
using LeadScoring.Api.Telemetry;
using LeadScoring.Api.Telemetry.Otlp;
using LeadScoring.Api.Telemetry.Prometheus;
using LeadScoring.Api.Telemetry.Tracing;
using LeadScoring.Api.Webhooks;

if (HealthProbe.IsAskedFor(args)) return await HealthProbe.RunAsync(args);
if (FirstKey.IsAskedFor(args))
{
    Console.WriteLine(FirstKey.New());
    return 0;
}

try
{
    // Settings lie beside the program, so it can be started from any folder.
    var settings = MigrateCommand.WithoutSwitch(args);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
    builder.UseSerilog();
    builder.Configuration.CheckSettings();
    if (MigrateCommand.IsAskedFor(args)) return await MigrateCommand.RunAsync(builder.Configuration);

    await using var embedded = await builder.StartEmbeddedPostgresAsync();

    builder.AddOtlpExport();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddPrometheus();
    builder.Services.AddDatabase(embedded);
    await builder.AddSecretsAsync(embedded);
    builder.Services.AddPrivacy();
    builder.Services.AddAuditing();
    builder.Services.AddKeys();
    builder.Services.AddLimits();
    builder.Services.AddScoring();
    builder.Services.AddRetention();
    builder.Services.AddWebhooks();
    builder.Services.AddGracefulShutdown();
    builder.Services.AddApi();
    builder.Services.AddApiDocument();

    await using var app = builder.Build();
    app.Services.CheckSettings();
    app.UseCallersAddress();
    app.UseMiddleware<RequestTrace>();
    app.UseMiddleware<RequestLog>();
    app.UseSafeHeaders();
    app.UseGracefulShutdown();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseAddressLimit();
    app.UseBodyPatience();
    app.UseApiDocument();
    app.UseAuthentication();
    app.UseKeyLimit();
    app.UseAuthorization();
    app.MapControllers();
    app.MapModelSchema();
    app.MapHealth();
    app.MapPrometheus();

    if (!await ServiceStart.PrepareAsync(app, settings)) return 0;
    app.PrintAddress(embedded?.DataFolder);
    await app.RunAsync();
    return 0;
}
catch (Exception problem) when (StartProblems.Explain(problem) is { } explanation)
{
    // Written for a person; a stack trace would hide it.
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
