using System.Text;
using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public class XenstoreAnswerSpecs
{
    private static XenstoreAnswer Parse(uint type, uint requested, params byte[] payload)
    {
        byte[] message =
        [
            .. BitConverter.GetBytes(type),
            .. new byte[8],
            .. BitConverter.GetBytes(payload.Length),
            .. payload,
        ];
        Assert.True(XenstoreMessageReader.TryBegin(message, out var reader));
        return XenstoreAnswer.Read(ref reader, (XenstoreMessageType)requested);
    }

    private static XenstoreAnswer Parse(uint type, string payload) =>
        Parse(type, type, Encoding.UTF8.GetBytes(payload));

    [Theory]
    [InlineData("eth0", "eth0")]
    [InlineData("", "")]
    [InlineData("eth0\0\0", "eth0")]
    [InlineData("\0", "")]
    [InlineData("a\0b", "a\0b")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    public void A_value_loses_only_the_NULs_at_its_end(string sent, string value) =>
        Assert.Equal([value], Parse(2, sent).Texts);

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters() =>
        Assert.Equal(["a\uFFFDb"], Parse(2, 2, (byte)'a', 0xff, (byte)'b').Texts);

    [Fact]
    public void A_list_is_its_names()
    {
        Assert.Equal(["mac", "bridge"], Parse(1, "mac\0bridge\0").Texts);
        Assert.Empty(Parse(1, "").Texts);
    }

    [Fact]
    public void An_error_is_its_name() => Assert.Equal("ENOENT", Parse(16, 2, [.. "ENOENT\0"u8]).Error);

    [Fact]
    public void A_transaction_has_a_number() => Assert.Equal(["4294967295"], Parse(6, "4294967295\0").Texts);

    [Theory]
    [InlineData(1u, "mac")] // no NUL at the end
    [InlineData(1u, "mac\0\0")] // a child without a name
    [InlineData(6u, "5")]
    [InlineData(6u, "0\0")]
    [InlineData(6u, "-1\0")]
    [InlineData(6u, " 1\0")]
    [InlineData(6u, "4294967296\0")]
    [InlineData(6u, "\0")]
    [InlineData(6u, "1\0more\0")]
    [InlineData(6u, "")]
    [InlineData(11u, "")]
    [InlineData(11u, "OK")]
    [InlineData(11u, "NO\0")]
    [InlineData(13u, "OK\0OK\0")]
    [InlineData(22u, "")]
    [InlineData(22u, "17\0")] // neither names nor an end: would be asked for forever
    [InlineData(22u, "17\0a\0\0b\0")]
    [InlineData(22u, "17\0a")]
    [InlineData(16u, "")]
    [InlineData(16u, "ENOENT")]
    [InlineData(16u, "\0")]
    [InlineData(16u, "no such thing\0")]
    [InlineData(16u, "E\n\0")]
    [InlineData(16u, "ENOENT\0ENOENT\0")]
    public void What_the_protocol_does_not_allow_is_refused(uint type, string payload) =>
        Assert.Throws<InvalidDataException>(() => Parse(type, payload));

    [Fact]
    public void An_endless_error_name_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Parse(16, new string('E', 4000) + "\0"));

    [Theory]
    [InlineData(1u)]
    [InlineData(15u)]
    [InlineData(0xffffu)]
    public void An_answer_of_another_type_is_refused(uint type) =>
        Assert.Throws<InvalidDataException>(() => Parse(type, 2, [.. "a\0"u8]));

    [Theory]
    [InlineData(
        "EACCES",
        "could not write hotplug-status under backend/vif/1/0 in xenstore: the store answered EACCES (permission denied)"
    )]
    [InlineData(
        "EFANCY",
        "could not write hotplug-status under backend/vif/1/0 in xenstore: the store answered EFANCY"
    )]
    public void A_refusal_says_what_was_tried_and_what_was_answered(string name, string sentence)
    {
        var request = new XenstoreRequest(XenstoreMessageType.Write, "backend/vif/1/0/hotplug-status", "connected");
        var error = Parse(16, 11, Encoding.UTF8.GetBytes(name + "\0")).Refusal(request);
        Assert.Equal(sentence, error.Message);
    }
}
