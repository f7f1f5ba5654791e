using System.Globalization;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Chance that follows from a seed.</summary>
internal sealed class Choice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Whether it happens, which it does in so many of a hundred cases.</summary>
    internal bool Happens(int percent) => _random.Next(100) < percent;

    /// <summary>From 0, and less than <paramref name="end"/>.</summary>
    internal int Below(int end) => _random.Next(end);

    /// <summary>One of some.</summary>
    internal T Of<T>(params T[] some) => some[_random.Next(some.Length)];

    /// <summary>A number of a list, most often its first ones.</summary>
    internal T Early<T>(IReadOnlyList<T> some) => some[Math.Min(_random.Next(some.Count), _random.Next(some.Count))];

    /// <summary>A blank and a text, in so many of a hundred cases; else nothing.</summary>
    internal string Maybe(int percent, string text) => Happens(percent) ? $" {text}" : "";

    /// <summary>A blank, a keyword and one of some values, in so many of a hundred cases; else nothing.</summary>
    internal string Maybe(int percent, string keyword, params int[] values) =>
        Happens(percent) ? string.Create(CultureInfo.InvariantCulture, $" {keyword} {Of(values)}") : "";

    /// <summary>Puts all in another order.</summary>
    internal void Shuffle<T>(List<T> all)
    {
        for (var place = all.Count - 1; place > 0; place--)
        {
            var other = _random.Next(place + 1);
            (all[place], all[other]) = (all[other], all[place]);
        }
    }
}
