namespace LeadScoring.Domain.Tests;

public sealed class DomainDependenciesTests
{
    [Fact]
    public void The_domain_depends_on_nothing_but_the_framework()
    {
        var references = System.Reflection.Assembly.Load("LeadScoring.Domain").GetReferencedAssemblies();

        Assert.All(references, reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }
}
