using System.Reflection;
using System.Runtime.CompilerServices;
using Xen.Hotplug.Common;
using Xunit;

namespace Xen.Hotplug.UnitTests.House;

/// <summary>What CONTRIBUTING.md says of signatures, held against the library and all programs.</summary>
public class SignatureSpecs
{
    private const int MostParameters = 5;
    private const int MostParametersOfRecord = 7;

    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] s_assemblies =
    [
        typeof(HotplugException).Assembly,
        typeof(global::Xen.Hotplug.BridgeShadow.ShadowCommand).Assembly,
        typeof(global::Xen.Hotplug.NetworkBridgeAdditional.NetworkCommand).Assembly,
        typeof(global::Xen.Hotplug.VifBridge.VifEvent).Assembly,
        typeof(global::Xen.Hotplug.XenBridgeDoctor.Examination).Assembly,
    ];

    private static IEnumerable<Type> Types =>
        s_assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Xen.Hotplug", StringComparison.Ordinal) == true)
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(All)
            .Cast<MethodBase>()
            .Concat(type.GetConstructors(All))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.Contains('<'));

    // A delegate's own methods are the runtime's.
    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", All) != null;

    private static string Name(MethodBase method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({method.GetParameters().Length} parameters)";

    [Fact]
    public void No_method_or_constructor_has_more_than_five_parameters() =>
        Assert.Empty(
            Types
                .Where(type => !IsDelegate(type))
                .SelectMany(MethodsOf)
                .Where(method => !method.IsConstructor || !IsRecord(method.DeclaringType!))
                // LibC's are the kernel's.
                .Where(method => !method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
                .Where(method => method.GetParameters().Length > MostParameters)
                .Select(Name)
        );

    [Fact]
    public void No_record_has_a_constructor_with_more_than_seven_parameters() =>
        Assert.Empty(
            Types
                .Where(IsRecord)
                .SelectMany(type => type.GetConstructors(All))
                .Where(constructor => constructor.GetParameters().Length > MostParametersOfRecord)
                .Select(Name)
        );

    [Fact]
    public void No_planner_takes_a_delegate() =>
        Assert.Empty(
            Types
                .Where(type => type.Name.EndsWith("Planner", StringComparison.Ordinal))
                .SelectMany(MethodsOf)
                // What changes a plan makes of its own.
                .Where(method => method.IsConstructor || !method.IsPrivate)
                .Where(method => method.GetParameters().Any(parameter => IsDelegate(parameter.ParameterType)))
                .Select(Name)
        );
}
