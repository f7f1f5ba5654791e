using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public class VifSpecificationSpecs
{
    [Theory]
    [InlineData("bridge=eth0", "eth0", null, "")]
    [InlineData("mac=00:16:3e:12:34:56, bridge=eth0,  script=vif-mine", "eth0", "vif-mine", "")]
    [InlineData("bridge=eth0 ,type=vif", "eth0 ", null, "")]
    [InlineData("bridge = eth0", null, null, "bridge = eth0")]
    [InlineData("\tbridge=eth0", null, null, "\tbridge=eth0")]
    [InlineData("", null, null, "")]
    [InlineData("bridge", null, null, "bridge")]
    [InlineData("bridge=,script=", null, null, "")]
    [InlineData("bridge=%s", "%s", null, "")]
    [InlineData(",,=,bridge=a=b", "a=b", null, "=")]
    [InlineData("bridge=a,bridge=b", "b", null, "")]
    [InlineData("mac=00:16:3e:12:34,bridge=a", "a", null, "mac=00:16:3e:12:34")]
    [InlineData("mac=00:16:3e:12:34:567,bridge=a", "a", null, "mac=00:16:3e:12:34:567")]
    [InlineData("mac=0-16-3E-1-2-3,bridge=a", "a", null, "")]
    public void A_nic_is_read_as_xl_reads_it(string text, string? bridge, string? script, string ignored)
    {
        var nic = VifSpecification.OfXl(text);

        Assert.Equal((bridge, script, ignored), (nic.Bridge, nic.Script, string.Join('|', nic.Ignored)));
    }

    [Theory]
    [InlineData("mac=00:16:3e:12:34:56, bridge=eth0 ,script=vif-mine", "eth0", "vif-mine")]
    [InlineData("type=ioemu,bridge = eth0", "eth0", null)]
    [InlineData("bridge=%s", null, null)]
    public void A_nic_is_read_as_xend_read_it(string text, string? bridge, string? script)
    {
        var nic = VifSpecification.OfXend(text);

        Assert.Equal((bridge, script), (nic.Bridge, nic.Script));
    }

    [Theory]
    [InlineData("bridge=eth0", false)]
    [InlineData("bridge=eth0,backend=0", false)]
    [InlineData("bridge=eth0,backend=Domain-0", false)]
    [InlineData("bridge=eth0,backend=net", true)]
    public void Another_domain_may_serve_the_nic(string text, bool isServedElsewhere) =>
        Assert.Equal(isServedElsewhere, VifSpecification.OfXl(text).IsServedElsewhere);
}
