using System.Globalization;
using System.Text.Json;

namespace LeadScoring.Domain.Models;

/// <summary>A place in a model document, with the list that faults are noted in. Reading goes on after a fault, so that one pass finds them all.</summary>
internal readonly struct ModelNode(JsonElement element, string path, List<ModelError> errors)
{
    public JsonElement Element => element;
    public string Path => path;

    public void Error(string message) => errors.Add(new ModelError(path, message));

    /// <summary>Notes every member that is not among the known ones, and every member that stands there twice.</summary>
    /// <returns>Whether this is an object at all.</returns>
    public bool IsObjectOf(params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Error("must be an object");
            return false;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                Child(member.Name, member.Value).Error($"is not a member here; known are {string.Join(", ", known.ToArray())}");
            }
            else if (!seen.Add(member.Name))
            {
                Child(member.Name, member.Value).Error("stands here twice");
            }
        }

        return true;
    }

    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public ModelNode? Optional(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Child(name, value) : null;

    /// <summary>The member; a fault and null when it is missing.</summary>
    public ModelNode? Required(string name)
    {
        var node = Optional(name);
        if (node is null)
        {
            new ModelNode(element, $"{path}.{name}", errors).Error("is missing");
        }

        return node;
    }

    public IEnumerable<ModelNode> Items(int most = int.MaxValue)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Error("must be a list");
            return [];
        }

        if (element.GetArrayLength() > most)
        {
            Error($"has {element.GetArrayLength()} items; at most {most} are allowed");
            return [];
        }

        var (list, at, faults) = (element, path, errors);
        return list.EnumerateArray().Select((item, i) => new ModelNode(item, $"{at}[{i}]", faults));
    }

    /// <summary>The members of an object whose names are free; a fault for each name that stands there twice.</summary>
    public IReadOnlyList<(string Name, ModelNode Node)> Members()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Error("must be an object");
            return [];
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        List<(string, ModelNode)> members = [];
        foreach (var member in element.EnumerateObject())
        {
            var node = Child(member.Name, member.Value);
            members.Add((member.Name, node));
            if (!seen.Add(member.Name))
            {
                node.Error("stands here twice");
            }
        }

        return members;
    }

    public string Text()
    {
        // U+0000 can be stored in no column, and texts of models come to stand in messages and scores.
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 and <= 500 } text && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Error("must be a text of 1 to 500 characters without U+0000");
        return "";
    }

    public bool Flag()
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Error("must be true or false");
        return false;
    }

    public int Whole(int least, int most)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return least;
    }

    public double Number(double least, double most, string range)
    {
        if (element.ValueKind == JsonValueKind.Number && element.GetDouble() is var number && number >= least && number <= most)
        {
            return number;
        }

        Error($"must be a number {range}");
        return least;
    }

    public Scoring.Points Points(int least, int most)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) && number >= least && number <= most && decimal.Round(number, 2) == number)
        {
            return Scoring.Points.From(number);
        }

        Error(string.Create(CultureInfo.InvariantCulture, $"must be points from {least} to {most} with at most two decimals"));
        return Scoring.Points.Zero;
    }

    /// <summary>A part of the whole, 0 to 1, in ten-thousandths.</summary>
    public int Share()
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) && number is >= 0 and <= 1 && decimal.Round(number, 4) == number)
        {
            return (int)(number * TotalRule.Whole);
        }

        Error("must be a number from 0 to 1 with at most four decimals");
        return 0;
    }

    private ModelNode Child(string name, JsonElement value) => new(value, $"{path}.{name}", errors);
}
