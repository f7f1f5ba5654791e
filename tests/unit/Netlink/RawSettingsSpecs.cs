using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class RawSettingsSpecs
{
    private static RawSettings Make(params (ushort Type, byte Value)[] attributes) =>
        RawSettings.Read(
            Wire.Attributes(message =>
            {
                foreach (var (type, value) in attributes)
                    message.Number(type, value);
            })
        );

    private static void ShouldBe(RawSettings expected, RawSettings settings) =>
        Assert.Equal(expected.Bytes.ToArray(), settings.Bytes.ToArray());

    [Fact]
    public void Attributes_are_kept_as_they_came_nested_ones_with_their_mark()
    {
        var attributes = Wire.Attributes(message => message.Number(8, (byte)1).Nest(60, nest => nest.Number(1, 7)));

        Assert.Equal(attributes, RawSettings.Read(attributes).Bytes.ToArray());
    }

    [Fact]
    public void The_last_one_gets_the_padding_that_it_came_without() =>
        Assert.Equal([5, 0, 8, 0, 1, 0, 0, 0], RawSettings.Read([5, 0, 8, 0, 1]).Bytes.ToArray());

    [Fact]
    public void What_is_cut_short_is_left_out()
    {
        foreach (var cut in Wire.CutOff([5, 0, 8, 0, 1]))
            Assert.True(RawSettings.Read(cut).IsEmpty);
    }

    [Fact]
    public void Attributes_differ_by_their_value_or_if_they_are_missing() =>
        ShouldBe(Make((2, 1), (3, 1)), Make((1, 1), (2, 1), (3, 1)).DifferingFrom(Make((1, 1), (2, 0), (9, 1))));

    [Fact]
    public void A_type_that_comes_more_than_once_differs_by_each_value() =>
        ShouldBe(Make((2, 30)), Make((2, 10), (2, 20), (2, 30)).DifferingFrom(Make((2, 20), (2, 10))));

    [Fact]
    public void Types_are_chosen_left_out_or_above_another()
    {
        var settings = Make((1, 1), (2, 2), (50, 3));

        ShouldBe(Make((1, 1), (50, 3)), settings.Only(1, 50));
        ShouldBe(Make((2, 2)), settings.Without(1, 50));
        ShouldBe(Make((50, 3)), settings.Above(49));
    }
}
