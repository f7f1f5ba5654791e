using System.Net;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Managers.Networkd;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

/// <summary>Addresses with a lifetime, beside a systemd-networkd that takes them away or renews them no more, with the kernel itself.</summary>
public class NetworkdAddressSpecs
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET of linux/sched.h

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly LinkAddress s_address = Leased("2001:db8::7", 64, AddressFlag.NoDuplicateDetection);

    [Fact]
    public void An_address_with_a_lifetime_is_back_while_it_is_kept_and_not_later() =>
        WithALink(
            (kernel, link) =>
            {
                kernel.Execute(new RequestBatch().AddAddress(s_address, link));

                using (DynamicAddresses.Keep(Name("eth0")))
                {
                    kernel.Execute(new RequestBatch().DeleteAddress(s_address, link));
                    Assert.True(SpinWait.SpinUntil(() => Has(kernel, link), s_limit), "It is not back.");
                }

                kernel.Execute(new RequestBatch().DeleteAddress(s_address, link));
                Assert.False(Has(kernel, link));
            }
        );

    [Fact]
    public void Leased_addresses_of_both_families_outlive_their_leases() =>
        WithALink(
            (kernel, link) =>
            {
                // As DHCPv6 gives it; one that a router advertised ends with the router.
                var advertised = Leased(
                    "2001:db8:1::7",
                    64,
                    AddressFlag.NoDuplicateDetection | AddressFlag.ManagesTemporary
                );
                kernel.Execute(
                    new RequestBatch()
                        .AddAddress(Leased("192.0.2.7", 24, 0), link)
                        .AddAddress(Leased("2001:db8::7", 128, AddressFlag.NoDuplicateDetection), link)
                        .AddAddress(advertised, link)
                );

                Assert.True(Leases.TryOutlive(Name("eth0")));

                var ends = kernel
                    .ListAddresses(link.Identity.Value)
                    .Where(address => address.Scope == 0)
                    .ToDictionary(address => $"{address}", address => address.ValidLifetime != LinkAddress.Forever);
                Assert.Equal(3, ends.Count);
                Assert.False(ends["192.0.2.7/24"]);
                Assert.False(ends["2001:db8::7/128"]);
                Assert.True(ends["2001:db8:1::7/64"]);
            }
        );

    [Fact]
    public void Addresses_of_a_link_that_is_gone_outlive_nothing() =>
        WithALink((_, _) => Assert.False(Leases.TryOutlive(Name("eth7"))));

    private static LinkAddress Leased(string address, byte length, uint flags)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        return new LinkAddress
        {
            Local = IPAddress.Parse(address),
            PrefixLength = length,
            Flags = flags,
            Attributes = Wire.Attributes(message =>
                message
                    .Bytes(AddressAttribute.Address, bytes)
                    .Bytes(AddressAttribute.Local, bytes)
                    .Bytes(AddressAttribute.CacheInformation, MemoryMarshal.AsBytes<uint>([60, 60, 0, 0]))
            ),
        };
    }

    /// <summary>With a link eth0 that is up, in a namespace of its own.</summary>
    private static void WithALink(Action<Rtnetlink, LinkReference> act) =>
        InANamespace(() =>
        {
            using var kernel = new Rtnetlink();
            kernel.Execute(new RequestBatch().CreateBridge("eth0", Mac("00:16:3e:00:00:01"), 1500));
            var link = LinkReference.To(kernel.FindLink("eth0")!);
            kernel.Execute(new RequestBatch().SetUp(link));
            act(kernel, link);
        });

    private static bool Has(Rtnetlink kernel, LinkReference link) =>
        kernel.ListAddresses(link.Identity.Value).Any(address => address.Local.Equals(s_address.Local));

    /// <summary>On a thread that ends in the namespace; threads that it starts are in it too.</summary>
    private static void InANamespace(Action act)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "only root makes network namespaces");
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, Unshare(NetworkNamespace));
                act();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static extern int Unshare(int kind);
}
