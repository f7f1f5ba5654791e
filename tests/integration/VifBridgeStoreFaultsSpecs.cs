using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A store that dies half-way, refuses or answers nonsense, at each request in turn.</summary>
public sealed class VifBridgeStoreFaultsSpecs : VifBridgeSpecs
{
    private static readonly Dictionary<string, StoreReaction> s_faults = new()
    {
        ["closes the connection"] = StoreReaction.Close,
        ["closes the connection half-way through its answer"] = StoreReaction.HalfThenClose,
        ["refuses"] = StoreReaction.Error("EACCES"),
        ["refuses in words of no known meaning"] = StoreReaction.Error("EWHATEVER"),
        ["answers to another request"] = StoreReaction.ServeAs(0xdeadu),
        ["answers with another type"] = StoreReaction.ServeAs(StoreRequestType.Introduce),
        ["answers with a type that there is not"] = StoreReaction.ServeAs((StoreRequestType)0x7777),
        ["claims an answer longer than any may be"] = StoreReaction.ServeAsIfOfLength(1_000_000),
        ["claims an answer of 4 GiB"] = StoreReaction.ServeAsIfOfLength(uint.MaxValue),
        ["sends noise"] = StoreReaction.Raw([.. Enumerable.Repeat((byte)0xff, 64)]),
    };

    private static readonly TimeSpan s_libxlLimit = TimeSpan.FromSeconds(40);

    private string _faultyPath = "";

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Online_fails_and_leaves_the_links_alone_at_each_fault_of_the_store(string fault)
    {
        await GivenAGuest();
        var count = await CountRequests(() => Online());
        await Offline();
        var before = await Host.Links();

        for (var number = 1; number <= count; number++)
        {
            FailAt(number, fault);
            var result = await Online();
            Store.Intercept = null;

            // What is the guest's alone is no reason to leave him without a network.
            if (
                fault.StartsWith("refuses", StringComparison.Ordinal)
                && _faultyPath.StartsWith(Frontend, StringComparison.Ordinal)
            )
            {
                result.ShouldSucceedQuietly();
                await Offline();
                continue;
            }
            result.ShouldFail();
            Assert.Equal(before, await Host.Links());
        }
        (await Online()).ShouldSucceedQuietly();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Offline_warns_and_takes_the_vif_off_at_each_fault_of_the_store(string fault)
    {
        await GivenAGuestOnline();
        var count = await CountRequests(() => Offline());

        for (var number = 1; number <= count; number++)
        {
            (await Online()).ShouldSucceed();
            FailAt(number, fault);
            var result = await Offline();
            Store.Intercept = null;

            result.ShouldWarn();
            var vif = await Host.Link("vif1.0");
            Assert.Equal((null, false), (vif.Bridge, vif.IsUp));
        }
    }

    [Fact]
    public async Task A_store_that_sends_its_answers_byte_by_byte_is_understood()
    {
        await GivenAGuest();
        Store.Intercept = _ => StoreReaction.ServeInPieces;

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
    }

    /// <summary>As in a driver domain, which may read the guest's side and no more.</summary>
    [Theory]
    [InlineData(StoreRequestType.Write)]
    [InlineData(StoreRequestType.Read)]
    public async Task A_guest_that_cannot_be_told_its_MTU_is_connected_all_the_same(StoreRequestType refused)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/mtu", "1400");
        Store.Intercept = request =>
            request.Type == refused && request.Path.StartsWith("/local/domain/1/", StringComparison.Ordinal)
                ? StoreReaction.Error("EACCES")
                : StoreReaction.Serve;

        (await Online()).ShouldWarn("1400", "EACCES");

        Assert.Equal("connected", Status);
        Assert.Equal(("eth0", 1400), (await Host.Link("vif1.0") is var vif ? vif.Bridge : "", vif.Mtu));
    }

    [Fact]
    public async Task A_transaction_that_conflicts_is_tried_again()
    {
        await GivenAGuest();
        var refusals = 3;
        Store.Intercept = request =>
            request.Type == StoreRequestType.TransactionEnd && refusals-- > 0
                ? StoreReaction.Error("EAGAIN")
                : StoreReaction.Serve;

        (await Online()).ShouldSucceedQuietly();

        Assert.True(refusals < 0);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Online_fails_in_time_when_every_transaction_conflicts()
    {
        await GivenAGuest();
        Store.Intercept = request =>
            request.Type == StoreRequestType.TransactionEnd ? StoreReaction.Error("EAGAIN") : StoreReaction.Serve;

        await OnlineShouldFailOnlyNow();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Online_fails_in_time_when_the_store_never_answers()
    {
        await GivenAGuest();
        Store.Intercept = _ => StoreReaction.Silence;

        await OnlineShouldFailOnlyNow();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Online_fails_in_time_when_the_store_never_answers_a_commit()
    {
        await GivenAGuest();
        Store.Intercept = request =>
            request.Type == StoreRequestType.TransactionEnd ? StoreReaction.Half : StoreReaction.Serve;

        await OnlineShouldFailOnlyNow();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Offline_warns_in_time_when_the_store_never_answers()
    {
        await GivenAGuestOnline();
        Store.Intercept = _ => StoreReaction.Silence;

        (await Begin(s_libxlLimit, "offline", "type_if=vif").Ended).ShouldWarn();

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    private async Task OnlineShouldFailOnlyNow()
    {
        var before = await Host.Links();

        (await Begin(s_libxlLimit, "online", "type_if=vif").Ended).ShouldFail("xenstore");

        Assert.Equal(before, await Host.Links());
        Store.Intercept = null;
        (await Online()).ShouldSucceed();
    }

    private void FailAt(int number, string fault)
    {
        var count = 0;
        Store.Intercept = request =>
        {
            if (++count != number)
                return StoreReaction.Serve;
            _faultyPath = request.Path;
            return s_faults[fault];
        };
    }

    private async Task<int> CountRequests(Func<Task<Result>> run)
    {
        var before = Store.Requests.Count;
        (await run()).ShouldSucceed();
        var count = Store.Requests.Count - before;
        Assert.NotEqual(0, count);
        return count;
    }
}
