namespace Xen.Hotplug.Common.Native;

/// <summary>Who runs the program.</summary>
public static class CurrentUser
{
    /// <summary>Whether it is root, of its user namespace at least.</summary>
    public static bool IsRoot => LibC.EffectiveUserId() == 0;
}
