namespace Xen.Hotplug.Hosts;

/// <summary>The moments at which something came back from a host.</summary>
internal sealed class Ticks
{
    private readonly Lock _lock = new();
    private readonly List<DateTime> _moments = [];

    /// <summary>Something comes back now.</summary>
    internal void Add()
    {
        lock (_lock)
            _moments.Add(DateTime.UtcNow);
    }

    /// <summary>Whether anything came back since then.</summary>
    internal bool AnySince(DateTime moment)
    {
        lock (_lock)
            return _moments.Count > 0 && _moments[^1] > moment;
    }

    /// <summary>The longest time since then in which nothing came back.</summary>
    internal TimeSpan LongestGap(DateTime since)
    {
        lock (_lock)
        {
            var longest = TimeSpan.Zero;
            var last = since;
            foreach (var moment in _moments.Where(moment => moment > since).Append(DateTime.UtcNow))
            {
                longest = moment - last > longest ? moment - last : longest;
                last = moment;
            }
            return longest;
        }
    }
}
