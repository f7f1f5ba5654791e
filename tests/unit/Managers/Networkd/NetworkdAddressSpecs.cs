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

/// <summary>IPv6 addresses that systemd-networkd takes away while it configures a link, with the kernel itself.</summary>
public class NetworkdAddressSpecs
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET of linux/sched.h

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly LinkAddress s_address = new()
    {
        Local = IPAddress.Parse("2001:db8::7"),
        PrefixLength = 64,
        Flags = AddressFlag.NoDuplicateDetection,
        Attributes = Wire.Attributes(message =>
            message
                .Bytes(AddressAttribute.Address, IPAddress.Parse("2001:db8::7").GetAddressBytes())
                .Bytes(AddressAttribute.CacheInformation, MemoryMarshal.AsBytes<uint>([60, 60, 0, 0]))
        ),
    };

    [Fact]
    public void An_address_with_a_lifetime_is_back_while_it_is_kept_and_not_later() =>
        InANamespace(() =>
        {
            using var kernel = new Rtnetlink();
            kernel.Execute(new RequestBatch().CreateBridge("eth0", Mac("00:16:3e:00:00:01"), 1500));
            var link = LinkReference.To(kernel.FindLink("eth0")!);
            kernel.Execute(new RequestBatch().SetUp(link).AddAddress(s_address, link));

            using (DynamicAddresses.Keep(Name("eth0")))
            {
                kernel.Execute(new RequestBatch().DeleteAddress(s_address, link));
                Assert.True(SpinWait.SpinUntil(() => Has(kernel, link), s_limit), "It is not back.");
            }

            kernel.Execute(new RequestBatch().DeleteAddress(s_address, link));
            Assert.False(Has(kernel, link));
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
