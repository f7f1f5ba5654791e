using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// The spec, or each of a class, needs these features of the kernel: `make test-kernels` runs it on its kernels, and
/// elsewhere it is skipped if one is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(params KernelFeature[] features) : BeforeAfterTestAttribute, ITraitAttribute
{
    public IReadOnlyList<KernelFeature> Features => features;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => OnEachKernelAttribute.Trait;

    /// <summary>Skips the test that runs if it needs what the kernel lacks: for what comes before the test itself.</summary>
    public static void Check()
    {
        if (TestContext.Current.TestMethod is not IXunitTestMethod method)
            return;
        foreach (var needs in method.BeforeAfterTestAttributes.OfType<NeedsAttribute>())
            Kernel.Require(needs.Features);
    }

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Kernel.Require(features);
}
