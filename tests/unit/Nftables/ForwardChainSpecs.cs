using System.Buffers.Binary;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Nftables;

public class ForwardChainSpecs
{
    private const byte Inet = 1;
    private const byte Bridge = 7;
    private const int Input = 1;
    private const int Forward = 2;

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Chain(byte family, int? hook, int? policy)
    {
        var message = new MessageWriter(0, 0)
            .Fixed(new NetfilterHeader { Family = family })
            .Text(1, "mine")
            .Text(3, "pass");
        if (hook is { } number)
            message.Nest(4, nest => nest.Bytes(1, BigEndian(number)).Bytes(2, BigEndian(0)));
        if (policy is { } verdict)
            message.Bytes(5, BigEndian(verdict));
        return message.Payload();
    }

    [Theory]
    [InlineData(Inet, 0, "inet", true)]
    [InlineData(Bridge, 0, "bridge", true)]
    [InlineData(Inet, 1, "inet", false)]
    [InlineData(Inet, null, "inet", false)]
    public void A_chain_of_forwarded_packets_is_read(byte family, int? policy, string name, bool drops) =>
        Assert.Equal(new ForwardChain(name, "mine", "pass", drops), ForwardChain.Read(Chain(family, Forward, policy)));

    [Theory]
    [InlineData(Inet, Input)]
    [InlineData(Inet, null)]
    [InlineData((byte)3, Forward)]
    public void A_chain_of_another_family_or_hook_is_passed_over(byte family, int? hook) =>
        Assert.Null(ForwardChain.Read(Chain(family, hook, 0)));

    [Fact]
    public void A_message_that_is_cut_is_passed_over()
    {
        var whole = Chain(Inet, Forward, 0);
        for (var length = 0; length < whole.Length; length++)
            Assert.True(ForwardChain.Read(whole.AsSpan(0, length)) is null or { Family: "inet" });
    }
}
