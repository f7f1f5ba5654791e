namespace Xen.Hotplug.Common.Programs;

/// <summary>The program was called in a way that it does not know; the message stands alone, line breaks and all.</summary>
public sealed class UsageException(string message) : HotplugException(message);
