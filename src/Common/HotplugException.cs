namespace Xen.Hotplug.Common;

/// <summary>
/// The family of all errors that a user is told about. The message is one sentence without a line
/// break that says what was tried, on what, why it failed and, where it is known, what to do.
/// </summary>
public class HotplugException : Exception
{
    /// <param name="message">One sentence, for the person who called the program.</param>
    /// <param name="innerException">What led to it, for the log.</param>
    public HotplugException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}
