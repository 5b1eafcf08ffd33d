using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>Salesforce's token endpoint, describe, and upserts of collections, for one object.</summary>
internal sealed class SalesforceServer : CrmServer
{
    public const string ClientId = "3MVG9.consumer.key";
    private const string Base = "/services/data/v66.0";
    private const int MostRecords = 200;

    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private int _given;

    /// <summary>The secret that is accepted.</summary>
    public string ClientSecret { get; set; } = "5F3.consumer.secret.7301";

    /// <summary>The object there is.</summary>
    public string Object { get; init; } = "Lead";

    /// <summary>Its fields, by name.</summary>
    public Dictionary<string, SalesforceField> Fields { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Id"] = new("id") { IsEditable = false },
        ["FirstName"] = new("string", 40),
        ["LastName"] = new("string", 80) { IsRequired = true },
        ["Company"] = new("string", 255) { IsRequired = true },
        ["Email"] = new("email", 80) { IsIdLookup = true },
    };

    /// <summary>The records, by external id.</summary>
    public Dictionary<string, Dictionary<string, JsonNode?>> Records { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>External ids of records that are refused, with the status code of the error.</summary>
    public Dictionary<string, (string StatusCode, string Message)> Refused { get; } = new(StringComparer.Ordinal);

    public IEnumerable<CrmRequest> Upserts => Requests.Where(Writes);

    public IEnumerable<CrmRequest> TokenRequests => Requests.Where(request => request.Path == "/services/oauth2/token");

    /// <summary>Makes the fields that a new endpoint writes.</summary>
    public void MakeUsualFields()
    {
        Fields["LeadScore_Id__c"] = new("string", 255) { IsExternalId = true };
        foreach (var (name, type) in CrmDefaults.Salesforce) Fields[name] = new(type, type switch { "textarea" => 2_000, "string" => 80, _ => null });
    }

    /// <summary>Ends all sessions.</summary>
    public void ExpireTokens()
    {
        lock (_tokens) _tokens.Clear();
    }

    protected override bool Writes(CrmRequest request) => request.Method == "PATCH";

    protected override CrmAnswer Answer(CrmRequest request)
    {
        if (request is { Method: "POST", Path: "/services/oauth2/token" }) return GiveToken(request);
        lock (_tokens)
        {
            if (!_tokens.Contains(request.Authorization.Replace("Bearer ", "", StringComparison.Ordinal))) return Error(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }

        return (request.Method, request.Path.Split('/')[4..]) switch
        {
            _ when !request.Path.StartsWith(Base + "/", StringComparison.Ordinal) => Error(404, "NOT_FOUND", "The requested resource does not exist"),
            ("GET", ["sobjects", var name, "describe"]) when name == Object => CrmAnswer.Of(200, new { name, createable = true, updateable = true, fields = Fields.Select(each => each.Value.Describe(each.Key)).ToArray() }),
            ("PATCH", ["composite", "sobjects", var name, var key]) when name == Object && Fields.GetValueOrDefault(key) is { IsExternalId: true } or { IsIdLookup: true } => Upsert(request, key),
            _ => Error(404, "NOT_FOUND", "The requested resource does not exist"),
        };
    }

    private static CrmAnswer Error(int status, string errorCode, string message) => CrmAnswer.Of(status, new[] { new { message, errorCode } });

    private CrmAnswer GiveToken(CrmRequest request)
    {
        if (request.ContentType != "application/x-www-form-urlencoded") return CrmAnswer.Of(400, new { error = "invalid_request", error_description = "must be form encoded" });
        var form = QueryHelpers.ParseQuery(request.Body);
        if (form["grant_type"] != "client_credentials") return CrmAnswer.Of(400, new { error = "unsupported_grant_type", error_description = "grant type not supported" });
        if (form["client_id"] != ClientId) return CrmAnswer.Of(400, new { error = "invalid_client_id", error_description = "client identifier invalid" });
        if (form["client_secret"] != ClientSecret) return CrmAnswer.Of(400, new { error = "invalid_client", error_description = "invalid client credentials" });
        var token = string.Create(CultureInfo.InvariantCulture, $"00Dxx!session.{++_given}");
        lock (_tokens) _tokens.Add(token);
        return CrmAnswer.Of(200, new { access_token = token, signature = "c2ln", scope = "api", instance_url = Url, id = Url + "/id/00Dxx/005xx", token_type = "Bearer", issued_at = "1700000000000" });
    }

    private CrmAnswer Upsert(CrmRequest request, string key)
    {
        if (ObjectIn(request) is not { } body || body["records"] is not JsonArray { Count: > 0 and <= MostRecords } records || body["allOrNone"]?.GetValueKind() is not (JsonValueKind.False or JsonValueKind.True)) return Error(400, "JSON_PARSER_ERROR", "The request is not well formed");
        List<object> results = [];
        foreach (var record in records.Select(each => each!.AsObject()))
        {
            if ((string?)record["attributes"]?["type"] != Object) return Error(400, "INVALID_TYPE", "type must be " + Object);
            var values = record.Where(member => member.Key != "attributes").ToDictionary(member => member.Key, member => member.Value?.DeepClone(), StringComparer.OrdinalIgnoreCase);
            if (values.Keys.FirstOrDefault(name => !Fields.ContainsKey(name)) is { } unknown) return Error(400, "INVALID_FIELD", $"No such column '{unknown}' on sobject of type {Object}");
            if (values.FirstOrDefault(member => !Fields[member.Key].Takes(member.Value)) is { Key: not null } odd) return Error(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of {Fields[odd.Key].Type} from {odd.Value}");
            results.Add(Upsert((string?)values.GetValueOrDefault(key), values));
        }

        return CrmAnswer.Of(200, results);
    }

    private object Upsert(string? id, Dictionary<string, JsonNode?> values)
    {
        if (string.IsNullOrEmpty(id)) return Failure("MISSING_ARGUMENT", "The external id is not specified");
        if (Refused.TryGetValue(id, out var refused)) return Failure(refused.StatusCode, refused.Message);
        if (values.FirstOrDefault(member => !Fields[member.Key].IsEditable).Key is { } closed) return Failure("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields", closed);
        if (values.FirstOrDefault(member => Fields[member.Key].Length is { } most && ((string?)member.Value)?.Length > most).Key is { } tooLong) return Failure("STRING_TOO_LONG", "data value too large", tooLong);
        var isNew = !Records.TryGetValue(id, out var record);
        string[] missing = isNew ? [.. Fields.Where(field => field.Value.IsRequired && values.GetValueOrDefault(field.Key) is null).Select(field => field.Key)] : [];
        if (missing.Length > 0) return Failure("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", missing)}]", missing);
        Records[id] = record ??= new Dictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values) record[name] = value;
        return new { id = "00Qxx", success = true, errors = Array.Empty<object>(), created = isNew };
    }

    private static object Failure(string statusCode, string message, params string[] fields) => new { success = false, created = false, errors = new[] { new { statusCode, message, fields } } };
}

/// <summary>A field of Salesforce.</summary>
internal sealed record SalesforceField(string Type, int? Length = null)
{
    public bool IsRequired { get; init; }

    public bool IsEditable { get; init; } = true;

    public bool IsExternalId { get; init; }

    public bool IsIdLookup { get; init; }

    public object Describe(string name) => new { name, type = Type, length = Length ?? 0, createable = IsEditable, updateable = IsEditable, nillable = !IsRequired && Type != "boolean", defaultedOnCreate = Type == "boolean", externalId = IsExternalId, idLookup = IsIdLookup };

    public bool Takes(JsonNode? value) => value is null ? Type != "boolean" : (Type, value.GetValueKind()) switch
    {
        ("double", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("datetime", JsonValueKind.String) => DateTimeOffset.TryParseExact((string)value!, "yyyy-MM-dd'T'HH:mm:ss.fffK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ("string" or "textarea" or "email" or "id", JsonValueKind.String) => true,
        _ => false,
    };
}
