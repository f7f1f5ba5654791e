namespace Xen.Hotplug.Common.Xenstore;

/// <summary>A request to xenstore failed.</summary>
/// <param name="message">One sentence, for the person who called the program.</param>
/// <param name="innerException">What led to it, for the log.</param>
public class XenstoreException(string message, Exception? innerException = null)
    : HotplugException(message, innerException)
{
    /// <summary>
    /// Whether the store answers, but not this question: it refuses it, or the answer changes all the time. Others may go well.
    /// </summary>
    public bool IsRefusal { get; init; }
}
