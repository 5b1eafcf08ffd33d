using System.Text.Json;
using FluentValidation.Results;

namespace LeadScoring.Api.Webhooks.Formats.Crm;

/// <summary>A format that writes into somebody's CRM: its endpoints have settings that say what goes where, and credentials.</summary>
internal interface ICrmFormat : IWebhookFormat
{
    /// <summary>What credentials are encrypted for.</summary>
    const string CredentialsPurpose = "webhook-credentials";

    /// <summary>The address of endpoints that name none; null: they have to.</summary>
    string? UsualUrl { get; }

    /// <summary>Reads the settings of a request.</summary>
    /// <param name="given">What was given; null: nothing.</param>
    /// <param name="faults">Takes what cannot be meant.</param>
    /// <returns>The settings as they are stored, with all that was left out; null when there are faults.</returns>
    string? ReadSettings(JsonElement? given, List<ValidationFailure> faults);

    /// <summary>Reads the credentials of a request.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="faults">Takes what cannot be meant.</param>
    /// <returns>The credentials as they are encrypted; null when there are faults.</returns>
    byte[]? ReadCredentials(JsonElement given, List<ValidationFailure> faults);
}
