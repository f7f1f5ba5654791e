using System.Runtime.CompilerServices;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>What a case that fails is tried with next, to find the smallest that fails.</summary>
internal static class Smaller
{
    internal static IEnumerable<object> Than(object? value) =>
        value is ITuple tuple ? Tuples(tuple, WithText) : WithText(value, 0);

    /// <summary>A part of a case. What a list of a case's parts is made of may have a form to keep.</summary>
    private static IEnumerable<object> WithText(object? value, int shortest) =>
        value is string text
            ? Pieces(text.ToCharArray(), shortest).Select(object (kept) => new string((char[])kept))
            : Parts(value, shortest);

    private static IEnumerable<object> Parts(object? value, int shortest) =>
        value switch
        {
            string[] texts when shortest == 0 => Pieces(texts, 0).Concat(Items(texts, WithText)),
            Array items => Pieces(items, shortest).Concat(Items(items, Parts)),
            ITuple tuple => Tuples(tuple, Parts),
            byte and not 0 => [(byte)0],
            int number and not 0 => [0, number / 2],
            _ => [],
        };

    /// <summary>The items without some in a row: first without many, then without single ones.</summary>
    private static IEnumerable<Array> Pieces(Array items, int shortest)
    {
        for (var length = items.Length - shortest; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= items.Length; start += length)
            {
                var kept = Array.CreateInstance(items.GetType().GetElementType()!, items.Length - length);
                Array.Copy(items, kept, start);
                Array.Copy(items, start + length, kept, start, kept.Length - start);
                yield return kept;
            }
        }
    }

    private static IEnumerable<object> Items(Array items, Func<object?, int, IEnumerable<object>> smaller)
    {
        for (var place = 0; place < items.Length; place++)
        {
            foreach (var item in smaller(items.GetValue(place), 1))
            {
                var changed = (Array)items.Clone();
                changed.SetValue(item, place);
                yield return changed;
            }
        }
    }

    private static IEnumerable<object> Tuples(ITuple tuple, Func<object?, int, IEnumerable<object>> smaller)
    {
        object?[] items = [.. Enumerable.Range(0, tuple.Length).Select(place => tuple[place])];
        return Items(items, smaller).Select(changed => Activator.CreateInstance(tuple.GetType(), (object?[])changed)!);
    }
}
