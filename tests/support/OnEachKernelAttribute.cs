using Xunit.v3;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// The spec, or each of a class, runs on every kernel, and `make test-kernels` runs it on its own too, for kernels differ
/// in what it looks at.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnEachKernelAttribute : Attribute, ITraitAttribute
{
    internal static IReadOnlyCollection<KeyValuePair<string, string>> Trait { get; } = [new("Kernels", "each")];

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => Trait;
}
