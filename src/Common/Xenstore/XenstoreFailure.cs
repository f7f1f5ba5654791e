namespace Xen.Hotplug.Common.Xenstore;

/// <summary>Why a request to xenstore failed, for callers that go on differently.</summary>
public enum XenstoreFailure
{
    /// <summary>Nothing was sent: the path or the value is not one that the store takes.</summary>
    InvalidRequest,

    /// <summary>There is no store here, or it could not be connected to.</summary>
    Unreachable,

    /// <summary>The store answered with an error; <see cref="XenstoreException.StoreError"/> is its name. The connection lives on.</summary>
    Refused,

    /// <summary>Other clients changed what a transaction had read, each time it was tried. The connection lives on.</summary>
    Conflict,

    /// <summary>The store closed the connection or the kernel reports it broken. The connection is of no more use.</summary>
    Disconnected,

    /// <summary>The store did not answer in time. The connection is of no more use.</summary>
    TimedOut,

    /// <summary>The store sent what the protocol does not allow. The connection is of no more use.</summary>
    MalformedAnswer,
}
