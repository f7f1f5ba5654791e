using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public class VifSpecificationSpecs
{
    [Theory]
    [InlineData("bridge=eth0", "eth0", null)]
    [InlineData("mac=00:16:3e:12:34:56, bridge=eth0 ,script=vif-mine", "eth0", "vif-mine")]
    [InlineData("type=ioemu,bridge = eth0", "eth0", null)]
    [InlineData("", null, null)]
    [InlineData("bridge", null, null)]
    [InlineData("bridge=,script=", null, null)]
    [InlineData("bridge=%s", null, null)]
    [InlineData(",,=,bridge=a=b", "a=b", null)]
    public void Bridge_and_script_are_found(string text, string? bridge, string? script)
    {
        var nic = new VifSpecification(text);

        Assert.Equal((bridge, script), (nic.Bridge, nic.Script));
    }

    [Theory]
    [InlineData("bridge=eth0", false)]
    [InlineData("bridge=eth0,backend=0", false)]
    [InlineData("bridge=eth0,backend=Domain-0", false)]
    [InlineData("bridge=eth0,backend=net", true)]
    public void Another_domain_may_serve_the_nic(string text, bool isServedElsewhere) =>
        Assert.Equal(isServedElsewhere, new VifSpecification(text).IsServedElsewhere);
}
