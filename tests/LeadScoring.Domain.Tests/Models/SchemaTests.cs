using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>The published schema and the reader say the same, as far as a schema can say it.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Document = JsonNode.Parse(ModelTemplates.Schema)!.AsObject();
    private static readonly MiniSchema Schema = new(Document);
    private static readonly string[] WrongValues = ["{}", "[]", "\"\"", "\"some text\"", "-1", "1.5", "1e300", "true", "null"];

    // Required in one of two places, or for some measures only, which is left to the reader.
    private static readonly string[] SaidByCriterionOrTier = [".signal", ".property", ".atLeast", ".window"];

    public static TheoryData<string> Documents => [.. KitchenSink.All, ModelTemplates.ProductLed];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Both_accept_valid_documents(string document)
    {
        Assert.Empty(Schema.Faults(JsonNode.Parse(document)));
        Assert.Empty(Errors(document));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Both_know_the_same_members_of_every_object_and_refuse_others(string document)
    {
        Schema.Faults(JsonNode.Parse(document));
        var closed = Schema.ClosedObjects.ToList();

        Assert.NotEmpty(closed);
        Assert.All(closed, place =>
        {
            var unknown = JsonNode.Parse(document)!;
            KitchenSink.Places(unknown).Single(each => each.Path == place.Key).Node!["unknown"] = 1;

            Assert.Contains(Schema.Faults(unknown), fault => fault == $"{place.Key}.unknown" || IsChoice(fault, place.Key));
            var error = Errors(unknown.ToJsonString()).Single(each => each.Path == $"{place.Key}.unknown");
            var known = error.Message[error.Message.IndexOf("known are ", StringComparison.Ordinal)..]["known are ".Length..].Split(", ");
            Assert.Equal(Names(place.Value).Order(StringComparer.Ordinal).ToArray(), known.Order(StringComparer.Ordinal).ToArray());
        });
    }

    [Fact]
    public void The_documents_use_every_member_that_the_schema_knows()
    {
        Dictionary<JsonObject, HashSet<string>> unused = new(ReferenceEqualityComparer.Instance);
        foreach (var document in KitchenSink.All.Select(text => JsonNode.Parse(text)!))
        {
            Schema.Faults(document);
            foreach (var (path, properties) in Schema.ClosedObjects)
            {
                unused.TryAdd(properties, Names(properties).ToHashSet(StringComparer.Ordinal));
                unused[properties].ExceptWith(Names(KitchenSink.Places(document).Single(each => each.Path == path).Node!));
            }
        }

        Assert.Empty(unused.SelectMany(each => each.Value.Select(name => $"{each.Key.GetPath()}.{name}")));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_member_that_the_schema_requires_the_reader_requires(string document) => Assert.All(Members(document), path =>
    {
        var without = JsonNode.Parse(document)!;
        KitchenSink.Set(without, path, null);

        var errors = Errors(without.ToJsonString());
        Assert.True(Schema.Faults(without).Count == 0 || errors.Count > 0, path);
        Assert.True(!errors.Any(error => error.Path == path && error.Message == "is missing") || Schema.Faults(without).Count > 0 || Array.Exists(SaidByCriterionOrTier, name => path.EndsWith(name, StringComparison.Ordinal)), path);
    });

    [Fact]
    public void A_value_that_the_schema_refuses_the_reader_refuses_and_wrong_types_both() => Assert.All(KitchenSink.All, document => Assert.All(Members(document), path =>
    {
        foreach (var value in WrongValues)
        {
            var wrong = JsonNode.Parse(document)!;
            KitchenSink.Set(wrong, path, value);

            var faults = Schema.Faults(wrong);
            var errors = Errors(wrong.ToJsonString());
            Assert.True(faults.Count == 0 || errors.Count > 0, $"only the schema refuses {path} = {value}: {string.Join(", ", faults)}");
            var isWrongType = errors.Any(error => error.Path == path && error.Message.StartsWith("must be ", StringComparison.Ordinal));
            Assert.True(!isWrongType || faults.Count > 0 || path.EndsWith(".atLeast", StringComparison.Ordinal), $"only the reader refuses {path} = {value}");
        }
    }));

    [Fact]
    public void Every_member_has_a_description()
    {
        var properties = KitchenSink.Places(Document).Where(place => place.Path.EndsWith(".properties", StringComparison.Ordinal) && !place.Path.Contains(".oneOf", StringComparison.Ordinal));

        Assert.All(properties, place => Assert.All(place.Node!.AsObject(), member => Assert.False(string.IsNullOrEmpty(member.Value!["description"]?.GetValue<string>()), $"{place.Path}.{member.Key}")));
    }

    [Fact]
    public void Every_attribute_a_criterion_may_name_is_in_the_schema()
    {
        var named = Document["$defs"]!["attribute"]!["anyOf"]![0]!["enum"]!.AsArray().Select(each => each!.GetValue<string>());

        Assert.Equal(LeadScoring.Domain.Leads.LeadProfile.Names.Order(StringComparer.Ordinal).ToArray(), named.Order(StringComparer.Ordinal).ToArray());
    }

    /// <summary>The paths of all members and items but the document itself and what has a free name.</summary>
    private static List<string> Members(string document) =>
        [.. KitchenSink.Places(JsonNode.Parse(document)).Select(place => place.Path).Where(path => path != "$" && !path.EndsWith(']') && !path.Contains("percent.", StringComparison.Ordinal))];

    /// <summary>What fits none of several choices is a fault where the choice is: at a condition, however deep the reason lies.</summary>
    private static bool IsChoice(string fault, string place) =>
        fault == place || (fault.Contains(".where.", StringComparison.Ordinal) && place.StartsWith(fault + ".", StringComparison.Ordinal));

    private static IEnumerable<string> Names(JsonNode members) => members.AsObject().Select(member => member.Key);

    private static IReadOnlyList<ModelError> Errors(string json)
    {
        try
        {
            ModelReader.Read(json);
            return [];
        }
        catch (ModelException refused)
        {
            return refused.Errors;
        }
    }
}
