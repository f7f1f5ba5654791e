namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Makes a list that fails smaller.</summary>
public static class Shrinking
{
    /// <summary>
    /// The list without whatever it fails without too: halves are left out first, then smaller parts, and single ones again
    /// and again until each is needed.
    /// </summary>
    /// <param name="items">What fails.</param>
    /// <param name="retry">What is left of a list if it still fails, which may be less than was tried; null if it does not fail.</param>
    public static async Task<IReadOnlyList<T>> Shrink<T>(
        IReadOnlyList<T> items,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<T>?>> retry
    )
    {
        var size = Math.Max(1, items.Count / 2);
        while (true)
        {
            var isSmaller = false;
            // From the end: what came last depends on what came before.
            for (var place = items.Count - size; place > -size && items.Count > 0; place -= size)
            {
                var start = Math.Max(0, place);
                var end = Math.Min(items.Count, place + size);
                if (start >= end || await retry([.. items.Take(start), .. items.Skip(end)]) is not { } smaller)
                    continue;
                items = smaller;
                isSmaller = true;
                place = Math.Min(place, items.Count);
            }
            if (size == 1 && !isSmaller)
                return items;
            size = Math.Max(1, size / 2);
        }
    }
}
