using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>A place in the document of a plan, with the faults by their JSON paths. Reading goes on after a fault, so that one pass finds them all.</summary>
internal readonly record struct PlanNode(JsonElement Element, string Path, Dictionary<string, string> Faults)
{
    /// <summary>Names that need no quotes in a path.</summary>
    private static readonly Regex Plain = new(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking);

    /// <summary>Notes the first fault of the place.</summary>
    public void Fault(string message) => Faults.TryAdd(Path, message);

    /// <summary>The members by name; a fault for what is no object, a name that stands there twice, and where the names are given, any other.</summary>
    public IReadOnlyDictionary<string, PlanNode> Members(params string[] known)
    {
        Dictionary<string, PlanNode> members = new(StringComparer.Ordinal);
        if (Element.ValueKind != JsonValueKind.Object)
        {
            Fault("must be an object");
            return members;
        }

        foreach (var member in Element.EnumerateObject())
        {
            var node = Child(member.Name, member.Value);
            if (known.Length > 0 && !known.Contains(member.Name, StringComparer.Ordinal))
            {
                node.Fault($"is not a member here; known are {string.Join(", ", known)}");
            }
            else if (!members.TryAdd(member.Name, node))
            {
                node.Fault("stands here twice");
            }
        }

        return members;
    }

    public IEnumerable<PlanNode> Items(int most)
    {
        if (Element.ValueKind != JsonValueKind.Array || Element.GetArrayLength() is 0 || Element.GetArrayLength() > most)
        {
            Fault($"must be a list of 1 to {most} values");
            return [];
        }

        var (path, faults) = (Path, Faults);
        return Element.EnumerateArray().Select((item, i) => new PlanNode(item, $"{path}[{i}]", faults));
    }

    /// <summary>One of these texts; the first with a fault.</summary>
    public string Word(IReadOnlyList<string> known)
    {
        if (Element.ValueKind == JsonValueKind.String && known.Contains(Element.GetString()!, StringComparer.Ordinal))
        {
            return Element.GetString()!;
        }

        Fault($"must be one of {string.Join(", ", known)}");
        return known[0];
    }

    public bool Flag()
    {
        if (Element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault("must be true or false");
        }

        return Element.ValueKind == JsonValueKind.True;
    }

    public PlanNode Child(string name, JsonElement value) => new(value, Plain.IsMatch(name) ? $"{Path}.{name}" : $"{Path}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']", Faults);
}
