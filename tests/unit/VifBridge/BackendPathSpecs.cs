using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.VifBridge;
using Xunit;

namespace Xen.Hotplug.UnitTests.VifBridge;

public sealed class BackendPathSpecs
{
    private static BackendPath? Find(string? path) =>
        BackendPath.Find(
            new Settings(
                new Dictionary<string, string>(),
                key => key == "XENBUS_PATH" ? path : null,
                () => throw new InvalidOperationException("the configuration file cannot know of one event")
            )
        );

    [Theory]
    [InlineData("backend/vif/1/0")]
    [InlineData("/local/domain/0/backend/vif/1/0")]
    public void A_path_is_relative_or_absolute_and_ends_with_two_numbers(string path)
    {
        var backend = Find(path)!;

        Assert.Equal((path, 1, 0), (backend.Path, backend.DomainId, backend.DeviceId));
        Assert.Equal($"{path}/bridge", backend.Key("bridge"));
        Assert.False(backend.IsGuessed);
    }

    [Theory]
    [InlineData("backend/vif/1")]
    [InlineData("1/0")]
    [InlineData("backend/vif/one/0")]
    [InlineData("backend/vif/1/-1")]
    [InlineData("backend/vif/1/0/")]
    [InlineData("backend//1/0")]
    [InlineData("backend/vif/1/0/..")]
    [InlineData("backend/v if/1/0")]
    [InlineData("/")]
    public void A_path_of_another_form_is_an_error(string path) =>
        Assert.Equal(
            $"XENBUS_PATH={path} is not the path of a backend, such as backend/vif/1/0",
            Assert.Throws<HotplugException>(() => Find(path)).Message
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_caller_need_not_name_a_backend(string? path) => Assert.Null(Find(path));

    [Fact]
    public void The_name_of_a_vif_tells_where_its_backend_may_be()
    {
        var guess = BackendPath.Guess("vif12.3")!;

        Assert.Equal("backend/vif/12/3", guess.Path);
        Assert.True(guess.IsGuessed);
    }

    [Theory]
    [InlineData("vif12.3-emu")]
    [InlineData("tap0")]
    public void A_name_of_another_form_tells_no_backend(string name) => Assert.Null(BackendPath.Guess(name));
}
