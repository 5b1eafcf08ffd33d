using System.Globalization;

namespace LeadScoring.Domain.Models;

/// <summary>
/// What to do, by fit tier and behavior tier. A cell is named by a letter for the fit, A being the highest tier, and a number for the
/// behavior, 1 being the highest: with three tiers each from A1 to C3.
/// </summary>
/// <param name="Actions">What to do, in words, by cell; cells that are left out have none.</param>
public sealed record PriorityMatrix(IReadOnlyDictionary<string, string> Actions)
{
    /// <summary>The cell of two tiers, as positions from the lowest.</summary>
    /// <param name="fitTier">The fit tier.</param>
    /// <param name="fitTiers">How many there are.</param>
    /// <param name="behaviorTier">The behavior tier.</param>
    /// <param name="behaviorTiers">How many there are.</param>
    public static string CellOf(int fitTier, int fitTiers, int behaviorTier, int behaviorTiers) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + fitTiers - 1 - fitTier)}{behaviorTiers - behaviorTier}");

    internal static PriorityMatrix Read(ModelNode? node, int fitTiers, int behaviorTiers)
    {
        Dictionary<string, string> actions = new(StringComparer.Ordinal);
        string[] cells = [.. from fit in Enumerable.Range(0, fitTiers).Reverse() from behavior in Enumerable.Range(0, behaviorTiers).Reverse() select CellOf(fit, fitTiers, behavior, behaviorTiers)];
        foreach (var (name, action) in node?.Members() ?? [])
        {
            if (!cells.Contains(name, StringComparer.Ordinal))
            {
                action.Error($"is not a cell; there are {cells.FirstOrDefault()} to {cells.LastOrDefault()}");
            }

            actions[name] = action.Text();
            if (actions[name].Length > 200)
            {
                action.Error("must be a text of 1 to 200 characters");
            }
        }

        return new PriorityMatrix(actions);
    }
}
