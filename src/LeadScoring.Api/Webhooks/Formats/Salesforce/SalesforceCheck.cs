using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.Salesforce;

/// <summary>Compares settings with how Salesforce describes the object. Pure. What the user the app runs as may not see is not described.</summary>
internal static class SalesforceCheck
{
    private static readonly Dictionary<CrmType, string[]> Takes = new()
    {
        [CrmType.Number] = ["double", "currency", "percent"],
        [CrmType.Flag] = ["boolean"],
        [CrmType.Time] = ["datetime"],
        [CrmType.Text] = ["string", "textarea", "picklist", "combobox", "email", "url", "phone"],
    };

    public static Verdict Of(SalesforceSettings settings, WebhookAnswer answer)
    {
        if (CrmJson.Read<Description>(answer) is not { Fields: { } fields } description)
        {
            return new Verdict("This is not how Salesforce answers: is the address the org's My Domain?");
        }

        var known = fields.Where(field => field.Name is not null).GroupBy(field => field.Name!, StringComparer.OrdinalIgnoreCase).ToDictionary(field => field.Key, field => field.First(), StringComparer.OrdinalIgnoreCase);
        string[] faults =
        [
            .. description is { Createable: true, Updateable: true } ? Array.Empty<string>() : [$"The user that the app runs as may not make and change records of {settings.Object}."],
            .. FaultsOf(settings, known.GetValueOrDefault(settings.ExternalIdField)),
            .. settings.Fields.Select(each => FaultOf(each.Key, CrmValue.All[each.Value], known.GetValueOrDefault(each.Key), forNew: false)).OfType<string>(),
            .. settings.NewRecordFields!.Select(each => FaultOf(each.Key, CrmValue.All[each.Value], known.GetValueOrDefault(each.Key), forNew: true)).OfType<string>(),
        ];
        string[] needed = [.. fields.Where(field => field.IsNeeded && !IsGiven(settings, field.Name!)).Select(field => field.Name!)];
        var found = $"The credentials work, and {settings.Object} has {settings.ExternalIdField} and all {settings.Fields.Count} fields. Nothing was written.";
        return faults.Length > 0 ? new Verdict("The credentials work. " + string.Join(' ', faults))
            : Verdict.Arrived with { Finding = needed.Length == 0 ? found : $"{found} New records cannot be made without {string.Join(", ", needed)}: name them in settings.newRecordFields, or only records that exist are written." };
    }

    private static IEnumerable<string> FaultsOf(SalesforceSettings settings, Field? key)
    {
        if (key is null)
        {
            yield return $"{settings.Object} has no field {settings.ExternalIdField} that the user the app runs as can see.";
        }
        else if (key is { ExternalId: not true, IdLookup: not true })
        {
            yield return $"{settings.ExternalIdField} is no external id: records cannot be found by it.";
        }
    }

    private static string? FaultOf(string name, CrmValue value, Field? field, bool forNew) => field switch
    {
        null => $"There is no field {name} that the user the app runs as can see.",
        { Updateable: not true } when !forNew => $"The field {name} may not be edited by the user the app runs as.",
        { Createable: not true } => $"The field {name} may not be set in new records by the user the app runs as.",
        { Type: var type } when Takes[value.Type].Contains(type, StringComparer.Ordinal) => null,
        { Type: var type } => $"The field {name} is of type {type}, but {value.Name} needs {string.Join(" or ", Takes[value.Type].Take(2))}.",
    };

    private static bool IsGiven(SalesforceSettings settings, string field) =>
        string.Equals(field, settings.ExternalIdField, StringComparison.OrdinalIgnoreCase)
        || settings.Fields.Keys.Concat(settings.NewRecordFields!.Keys).Contains(field, StringComparer.OrdinalIgnoreCase);

    private sealed record Description(bool? Createable, bool? Updateable, IReadOnlyList<Field>? Fields);

    private sealed record Field(string? Name, string? Type, bool? Createable, bool? Updateable, bool? Nillable, bool? DefaultedOnCreate, bool? ExternalId, bool? IdLookup)
    {
        /// <summary>Whether new records cannot do without.</summary>
        public bool IsNeeded => this is { Name: not null, Createable: true, Nillable: false, DefaultedOnCreate: not true } && Type != "boolean";
    }
}
