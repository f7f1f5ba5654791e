using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class AdvertisementMarksSpecs
{
    private const string Line =
        "3ffe0000000000000000000000000000 40 00000000000000000000000000000000 00 20010db80001000000000000000000fe 00000400 00000001 00000000 00400003 ";

    private static Route Ending(byte protocol, int hundredths = 360000, bool hasRouter = true) =>
        Route.Read(
            Wire.Route(
                new RouteHeader
                {
                    Family = AddressFamily.Inet6,
                    DestinationLength = 64,
                    Type = Route.Unicast,
                    Protocol = protocol,
                },
                message =>
                {
                    message.Bytes(
                        RouteAttribute.CacheInformation,
                        [.. new byte[8], .. BitConverter.GetBytes(hundredths), .. new byte[20]]
                    );
                    if (hasRouter)
                        message.Bytes(RouteAttribute.Gateway, new byte[16]);
                }
            )
        )!;

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    [InlineData(4, false)]
    [InlineData(12, false)]
    [InlineData(16, false)]
    public void A_route_that_ends_may_be_advertised_by_its_protocol(byte protocol, bool isPossible) =>
        Assert.Equal(isPossible, AdvertisementMarks.IsPossible(Ending(protocol)));

    [Fact]
    public void A_route_that_does_not_end_is_not_advertised() =>
        Assert.False(AdvertisementMarks.IsPossible(Ending(protocol: 9, hundredths: 0)));

    [Fact]
    public void Netlink_tells_of_all_but_routes_by_routers()
    {
        Assert.True(AdvertisementMarks.IsUntold(Ending(protocol: 9)));
        Assert.False(AdvertisementMarks.IsUntold(Ending(protocol: 2, hasRouter: false)));
    }

    [Theory]
    [InlineData("    eth0")]
    [InlineData("enp3s0f0")]
    [InlineData("enp3s0f0np0")]
    public void A_line_is_as_long_as_the_kernel_writes_it(string link) =>
        Assert.Equal($"{Line}{link}\n".Length, Inet6RouteLine.LengthWith(link.Trim()));
}
