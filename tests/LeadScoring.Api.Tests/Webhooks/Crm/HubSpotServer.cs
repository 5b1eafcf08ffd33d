using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>HubSpot's API, as far as contacts, their properties and the account go.</summary>
internal sealed class HubSpotServer : CrmServer
{
    public const string UpsertPath = "/crm/v3/objects/contacts/batch/upsert";
    public const string PropertiesPath = "/crm/v3/properties/contacts";
    private const string AccountPath = "/account-info/v3/details";
    private const int MostInputs = 100;

    private static readonly string[] Versions = ["v3", "2026-03"];
    private static readonly string[] InputMembers = ["id", "idProperty", "properties", "objectWriteTraceId"];

    /// <summary>The token that is accepted.</summary>
    public string Token { get; set; } = "pat-na1-11111111-2222-3333-4444-555555555555";

    /// <summary>The properties that contacts have: their types, by name.</summary>
    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal) { ["email"] = "string", ["firstname"] = "string", ["lastname"] = "string", ["createdate"] = "datetime" };

    /// <summary>Properties that nobody can set.</summary>
    public HashSet<string> ReadOnly { get; } = new(StringComparer.Ordinal) { "createdate" };

    /// <summary>Addresses that are refused one by one, with the category of the error.</summary>
    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The contacts: their properties, by address.</summary>
    public Dictionary<string, Dictionary<string, string>> Contacts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The requests that would write contacts.</summary>
    public IEnumerable<CrmRequest> Upserts => Requests.Where(Writes);

    /// <summary>Makes the properties that a new endpoint writes.</summary>
    public void MakeUsualProperties()
    {
        foreach (var (name, type) in CrmDefaults.HubSpot) Properties[name] = type;
    }

    protected override bool Writes(CrmRequest request) => request.Path.EndsWith("/contacts/batch/upsert", StringComparison.Ordinal);

    protected override CrmAnswer Answer(CrmRequest request)
    {
        if (request.Authorization != "Bearer " + Token)
        {
            return Error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication.");
        }

        // A version by date stands behind the name of the API.
        var version = Versions.FirstOrDefault(each => request.Path.Split('/').Contains(each, StringComparer.Ordinal));
        var path = version is null or "v3" ? request.Path : request.Path.Replace($"/crm/objects/{version}/", "/crm/v3/objects/", StringComparison.Ordinal).Replace($"/crm/properties/{version}/", "/crm/v3/properties/", StringComparison.Ordinal).Replace($"/account-info/{version}/", "/account-info/v3/", StringComparison.Ordinal);
        return (request.Method, path) switch
        {
            ("GET", AccountPath) => CrmAnswer.Of(200, new { portalId = 4711, accountType = "STANDARD", timeZone = "Europe/Berlin", dataHostingLocation = "eu1" }),
            ("GET", PropertiesPath) => CrmAnswer.Of(200, new { results = Properties.Select(each => Describe(each.Key, each.Value)).ToArray() }),
            ("POST", PropertiesPath + "/batch/create") => CreateProperties(request),
            ("POST", UpsertPath) => Upsert(request),
            _ => new CrmAnswer(404, "<html>not found</html>"),
        };
    }

    private static CrmAnswer Error(int status, string category, string message) => CrmAnswer.Of(status, new { status = "error", message, correlationId = Guid.NewGuid(), category });

    private static CrmAnswer Malformed(string what) => Error(400, "VALIDATION_ERROR", $"Invalid input JSON on line 1, column 1: {what}");

    private object Describe(string name, string type) => new { name, label = name, type, fieldType = "text", calculated = false, modificationMetadata = new { archivable = true, readOnlyDefinition = false, readOnlyValue = ReadOnly.Contains(name) } };

    private CrmAnswer CreateProperties(CrmRequest request)
    {
        if (ObjectIn(request)?["inputs"] is not JsonArray inputs) return Malformed("inputs is missing");
        foreach (var input in inputs.Select(each => each!.AsObject()))
        {
            foreach (var needed in new[] { "name", "label", "groupName", "type", "fieldType" })
            {
                if (input[needed] is null) return Error(400, "VALIDATION_ERROR", $"Some required fields were not set: [{needed}]");
            }

            var (type, fieldType) = ((string)input["type"]!, (string)input["fieldType"]!);
            if ((type, fieldType) is not (("string", "text" or "textarea") or ("number", "number") or ("datetime", "date") or ("bool", "booleancheckbox"))) return Error(400, "VALIDATION_ERROR", $"{fieldType} does not go with {type}");
            if (type == "bool" && !input["options"]!.AsArray().Select(option => (string)option!["value"]!).SequenceEqual(["true", "false"], StringComparer.Ordinal)) return Error(400, "VALIDATION_ERROR", "a bool needs the options true and false");
            Properties.Add((string)input["name"]!, type);
        }

        return CrmAnswer.Of(201, new { status = "COMPLETE", results = inputs });
    }

    private CrmAnswer Upsert(CrmRequest request)
    {
        if (ObjectIn(request) is not { } body || body.Any(member => member.Key != "inputs") || body["inputs"] is not JsonArray inputs) return Malformed("inputs is missing");
        if (inputs.Count is 0 or > MostInputs) return Error(400, "VALIDATION_ERROR", $"The number of inputs must be from 1 to {MostInputs}.");
        List<object> results = [];
        List<object> errors = [];
        foreach (var input in inputs)
        {
            if (input is not JsonObject contact || contact.Any(member => !InputMembers.Contains(member.Key, StringComparer.Ordinal))) return Malformed("an input has other members");
            if ((string?)contact["idProperty"] != "email") return Error(400, "VALIDATION_ERROR", "idProperty must be a unique property");
            if (contact["id"]?.GetValueKind() != JsonValueKind.String || contact["properties"] is not JsonObject properties) return Malformed("id and properties are needed");
            if (properties.FirstOrDefault(property => property.Value?.GetValueKind() != JsonValueKind.String).Key is { } odd) return Malformed($"Cannot deserialize value of type `java.lang.String`: {odd}");
            var (id, values) = ((string)contact["id"]!, properties.ToDictionary(property => property.Key, property => (string)property.Value!, StringComparer.Ordinal));
            if (FaultsOf(values) is { Count: > 0 } faults) return Error(400, "VALIDATION_ERROR", "Property values were not valid: " + JsonSerializer.Serialize(faults));
            if (Refused.TryGetValue(id, out var category))
            {
                errors.Add(new { status = "error", category, message = $"The contact {id} could not be written", context = new { ids = new[] { id } } });
                continue;
            }

            var isNew = Contacts.TryAdd(id, new Dictionary<string, string>(StringComparer.Ordinal));
            foreach (var (name, value) in values) Contacts[id][name] = value;
            results.Add(new { id = "1", @new = isNew, properties = values, createdAt = "2026-03-02T09:00:00Z", updatedAt = "2026-03-02T09:00:00Z", archived = false });
        }

        return errors.Count == 0
            ? CrmAnswer.Of(200, new { status = "COMPLETE", results, startedAt = "2026-03-02T09:00:00Z", completedAt = "2026-03-02T09:00:00Z" })
            : CrmAnswer.Of(207, new { status = "COMPLETE", results, numErrors = errors.Count, errors, startedAt = "2026-03-02T09:00:00Z", completedAt = "2026-03-02T09:00:00Z" });
    }

    private List<object> FaultsOf(Dictionary<string, string> values) =>
    [
        .. values.Select(each => (each.Key, each.Value, Error: FaultOf(each.Key, each.Value))).Where(each => each.Error is not null)
            .Select(each => new { isValid = false, message = each.Error == "PROPERTY_DOESNT_EXIST" ? $"Property \"{each.Key}\" does not exist" : $"{each.Value} was not valid", error = each.Error, name = each.Key }),
    ];

    private string? FaultOf(string name, string value) => Properties.GetValueOrDefault(name) switch
    {
        null => "PROPERTY_DOESNT_EXIST",
        _ when ReadOnly.Contains(name) => "READ_ONLY_VALUE",
        _ when name == "email" => value.Split('@') is [{ Length: > 0 }, var host] && host.Contains('.', StringComparison.Ordinal) ? null : "INVALID_EMAIL",
        "number" => value is "" || decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "INVALID_DOUBLE",
        "bool" => value is "true" or "false" or "" ? null : "INVALID_OPTION",
        "datetime" => value is "" || DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) || long.TryParse(value, out _) ? null : "INVALID_LONG",
        "date" => value is "" || DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "INVALID_DATE",
        _ => null,
    };
}
