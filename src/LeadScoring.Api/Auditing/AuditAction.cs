using System.Reflection;
using LeadScoring.Api.Models;

namespace LeadScoring.Api.Auditing;

/// <summary>What can be done here that leaves an entry. The names are stored, so they never change.</summary>
internal static class AuditAction
{
    public const string ModelPublished = OfModels + ModelAction.Published;
    public const string ModelConfigured = OfModels + ModelAction.Configured;
    public const string ModelCalledOff = OfModels + ModelAction.CalledOff;
    public const string ModelReverted = OfModels + ModelAction.Reverted;
    public const string ModelMadePrimary = OfModels + ModelAction.MadePrimary;
    public const string ModelWithdrawn = OfModels + ModelAction.Withdrawn;
    public const string DraftSaved = "draft.saved";
    public const string DraftDeleted = "draft.deleted";
    public const string BacktestOrdered = "backtest.ordered";
    public const string BacktestCancelled = "backtest.cancelled";
    public const string BacktestRemoved = "backtest.removed";
    public const string PlanSaved = "tracking_plan.saved";
    public const string PlanDeleted = "tracking_plan.deleted";
    public const string ViolationsForgotten = "violations.forgotten";
    public const string QuarantineReplayed = "quarantine.replayed";
    public const string QuarantineDeleted = "quarantine.deleted";
    public const string EndpointCreated = "endpoint.created";
    public const string EndpointChanged = "endpoint.changed";
    public const string EndpointDeleted = "endpoint.deleted";
    public const string EndpointEnabled = "endpoint.enabled";
    public const string EndpointDisabled = "endpoint.disabled";
    public const string EndpointSecretRotated = "endpoint.secret_rotated";
    public const string EndpointTested = "endpoint.tested";
    public const string MessagesReplayed = "messages.replayed";
    public const string KeyCreated = "key.created";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string PersonErased = "person.erased";
    public const string PersonExported = "person.exported";
    public const string PersonUnlinked = "person.unlinked";

    private const string OfModels = "model.";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. typeof(AuditAction).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>A change of the models in force.</summary>
    /// <param name="change">See <see cref="ModelAction"/>.</param>
    public static string OfModel(string change) => OfModels + change;
}
