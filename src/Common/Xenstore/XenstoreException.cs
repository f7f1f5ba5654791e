namespace Xen.Hotplug.Common.Xenstore;

/// <summary>A request to xenstore failed.</summary>
public class XenstoreException : HotplugException
{
    /// <param name="failure">What kind of failure it is.</param>
    /// <param name="message">One sentence, for the person who called the program.</param>
    /// <param name="storeError">The name of the error that the store answered, if it did.</param>
    /// <param name="innerException">What led to it, for the log.</param>
    public XenstoreException(
        XenstoreFailure failure,
        string message,
        string? storeError = null,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        Failure = failure;
        StoreError = storeError;
    }

    /// <summary>What kind of failure it is.</summary>
    public XenstoreFailure Failure { get; }

    /// <summary>
    /// The error's name as the store sent it, such as "EACCES"; null unless <see cref="Failure"/> is
    /// <see cref="XenstoreFailure.Refused"/> or <see cref="XenstoreFailure.Conflict"/>. Stores have names of
    /// their own ("EQUOTA"), so it may be none of the C library's.
    /// </summary>
    public string? StoreError { get; }
}
