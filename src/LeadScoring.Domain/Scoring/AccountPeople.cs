using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>
/// Who the people of an account are at one moment: how many are active, who does the most, who probably decides, and which
/// departments came last. People are added one by one in any order; what is kept grows with the number of departments only.
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
/// <param name="model">The scoring model.</param>
/// <param name="asOf">The moment, UTC.</param>
public sealed class AccountPeople(ScoringModel model, DateTimeOffset asOf)
{
    /// <summary>How many departments are named at most.</summary>
    public const int MostDepartments = 5;

    private readonly Dictionary<string, (long First, string Name)> _departments = new(StringComparer.OrdinalIgnoreCase);
    private Standing? _champion;
    private (Standing Person, string Level)? _buyer;
    private long _validUntil = Instant.Never;

    /// <summary>How many people have been added.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them had a product activity less than the model's <see cref="AccountRule.ActiveDays"/> ago; exactly that long ago is too long.</summary>
    public int Active { get; private set; }

    /// <summary>How many key actions they have taken together; see <see cref="ScoringModel.KeyActions"/>.</summary>
    public long KeyActions { get; private set; }

    /// <summary>Who has taken the most key actions; of several the one with the later last one, then the smaller identity. Null when nobody has taken any.</summary>
    public Champion? Champion => _champion is { KeyActions: > 0 } best ? new Champion(best.Lead, best.KeyActions, Instant.ToTime(best.Last)) : null;

    /// <summary>Who is the most senior, and so the likely economic buyer; of several the one who would be champion. Null when nobody's seniority is known.</summary>
    public EconomicBuyer? EconomicBuyer => _buyer is { } buyer ? new EconomicBuyer(buyer.Person.Lead, buyer.Level) : null;

    /// <summary>How many different departments they are of; names that differ in case only are one.</summary>
    public int Departments => _departments.Count;

    /// <summary>
    /// The departments whose first person came last, the newest first, at most <see cref="MostDepartments"/>; those of people who
    /// neither signed up nor did anything come at the end. Names that differ in case only are one department.
    /// </summary>
    public IReadOnlyList<Department> NewestDepartments =>
        [.. _departments.Values
            .OrderByDescending(each => each.First == Instant.Never ? long.MinValue : each.First)
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .Take(MostDepartments)
            .Select(each => new Department(each.Name, Instant.ToTimeOrNever(each.First)))];

    /// <summary>If nobody does anything, everything here is the same before this instant: at it somebody is no longer active. Null when nobody is.</summary>
    public DateTimeOffset? ValidUntil => Instant.ToTimeOrNever(_validUntil);

    /// <summary>Adds one person; nobody must be added twice.</summary>
    /// <exception cref="ArgumentException">The digest was folded without the model's signals.</exception>
    public void Add(Identity lead, LeadFacts facts)
    {
        var plan = facts.Digest.Layout.PlanFor(model);
        var person = StandingOf(lead, facts.Digest, plan);
        Count++;
        KeyActions += person.KeyActions;
        _champion = _champion is { } best && !person.IsBefore(best) ? best : person;
        if (facts.Profile["seniority"] is { } level && (_buyer is not { } buyer || IsBefore(person, level.Text, buyer)))
        {
            _buyer = (person, level.Text);
        }

        AddActivity(facts.Digest[plan[model.Activity]]);
        if (facts.Profile["department"] is { } department)
        {
            AddDepartment(department.Text, FirstSeen(facts, plan));
        }
    }

    private void AddActivity(SignalState? activity)
    {
        if (activity is not null && activity.Last + (model.Account.ActiveDays * Instant.Day) is var until && Instant.Of(asOf) < until)
        {
            Active++;
            _validUntil = Math.Min(_validUntil, until);
        }
    }

    /// <summary>A department is named as the first of its people writes it.</summary>
    private void AddDepartment(string name, long first)
    {
        if (!_departments.TryGetValue(name, out var known) || first < known.First || (first == known.First && string.CompareOrdinal(name, known.Name) < 0))
        {
            _departments[name] = (first, name);
        }
    }

    private Standing StandingOf(Identity lead, Digest digest, int[] plan)
    {
        var (count, last) = (0L, long.MinValue);
        foreach (var slot in model.KeyActions)
        {
            if (digest[plan[slot]] is { } state)
            {
                (count, last) = (count + state.Count, Math.Max(last, state.Last));
            }
        }

        return new Standing(lead, count, last);
    }

    /// <summary>The sign-up or the first event that the model listens to; never when there is neither.</summary>
    private static long FirstSeen(LeadFacts facts, int[] plan)
    {
        var first = facts.Profile.SignedUpAt is { } signedUp ? Instant.Of(signedUp) : Instant.Never;
        foreach (var position in plan)
        {
            first = Math.Min(first, facts.Digest[position]?.First ?? Instant.Never);
        }

        return first;
    }

    private static bool IsBefore(Standing person, string level, (Standing Person, string Level) buyer)
    {
        var (rank, other) = (Seniority.RankOf(level), Seniority.RankOf(buyer.Level));
        return rank > other || (rank == other && person.IsBefore(buyer.Person));
    }

    /// <summary>What decides who is champion.</summary>
    private readonly record struct Standing(Identity Lead, long KeyActions, long Last)
    {
        public bool IsBefore(Standing other) =>
            KeyActions != other.KeyActions ? KeyActions > other.KeyActions
            : Last != other.Last ? Last > other.Last
            : Lead.CompareTo(other.Lead) < 0;
    }
}

/// <summary>The person of an account who does the most.</summary>
/// <param name="Lead">Who it is.</param>
/// <param name="KeyActions">How many key actions they have taken, 1 or more.</param>
/// <param name="LastAt">The last of them, UTC.</param>
public sealed record Champion(Identity Lead, long KeyActions, DateTimeOffset LastAt);

/// <summary>The person of an account who probably decides about buying.</summary>
/// <param name="Lead">Who it is.</param>
/// <param name="Seniority">How senior they are; see <see cref="Leads.Seniority"/>.</param>
public sealed record EconomicBuyer(Identity Lead, string Seniority);

/// <summary>A department that people of an account belong to.</summary>
/// <param name="Name">Its name, as the first of its people writes it.</param>
/// <param name="FirstSeenAt">When the first of its people signed up or did something that the model listens to, UTC; null when nobody did.</param>
public sealed record Department(string Name, DateTimeOffset? FirstSeenAt);
