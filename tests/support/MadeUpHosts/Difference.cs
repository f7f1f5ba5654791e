namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Something that is not as it was.</summary>
/// <param name="Moment">After what.</param>
/// <param name="Section">The kind of thing.</param>
/// <param name="Sort">Whether it was lost, came, changed in which properties, or is in another place.</param>
/// <param name="Text">What was and what is.</param>
public sealed record Difference(string Moment, string Section, string Sort, string Text)
{
    /// <summary>What differs in the same way has the same one.</summary>
    public string Kind => $"{Moment}: {Section} {Sort}";

    /// <summary>All that differs between two looks.</summary>
    public static IReadOnlyList<Difference> Find(string moment, NetworkSnapshot before, NetworkSnapshot after)
    {
        List<Difference> all = [];
        foreach (var section in before.Sections)
            all.AddRange(
                Find(moment, section, before[section], MeantDifferences.Without(section, moment, after[section]))
            );
        return all;
    }

    private static IEnumerable<Difference> Find(
        string moment,
        string section,
        IReadOnlyList<Entry> before,
        IReadOnlyList<Entry> after
    )
    {
        var (lost, added) = (Beyond(before, after), Beyond(after, before));
        foreach (var old in lost)
        {
            var changed = added.FirstOrDefault(one => one.Identity == old.Identity);
            if (changed == null)
                yield return new Difference(moment, section, "lost", $"- {old.Text}");
            else
            {
                added.Remove(changed);
                foreach (var name in changed.DifferingFrom(old))
                    yield return new Difference(
                        moment,
                        section,
                        $"changed in {name}",
                        $"  {old.Identity}\n- {old.Beyond(changed, name)}\n+ {changed.Beyond(old, name)}"
                    );
            }
        }
        foreach (var one in added)
            yield return new Difference(moment, section, "added", $"+ {one.Text}");

        var (was, now) = (InOrder(section, before, after), InOrder(section, after, before));
        for (var place = 0; place < Math.Min(was.Count, now.Count); place++)
            if (was[place].Text != now[place].Text)
            {
                // Those of one name alone, if they are what differs.
                var name = was[place].Identity;
                var isOfOneName = now[place].Identity == name;
                var group = was.Where(one => !isOfOneName || one.Identity == name);
                var other = now.Where(one => !isOfOneName || one.Identity == name);
                yield return new Difference(
                    moment,
                    section,
                    "in another order",
                    Show('-', group) + "\n" + Show('+', other)
                );
                yield break;
            }
    }

    // Those that both have, in the order of the first.
    private static List<Entry> InOrder(string section, IReadOnlyList<Entry> these, IReadOnlyList<Entry> others)
    {
        var lost = Beyond(these, others);
        return MeantDifferences.InComparableOrder(section, [.. these.Where(one => !lost.Remove(one))]);
    }

    // What the one has and the other has not, or has fewer times.
    private static List<Entry> Beyond(IReadOnlyList<Entry> these, IReadOnlyList<Entry> others)
    {
        var left = others.CountBy(one => one.Text).ToDictionary();
        List<Entry> beyond = [];
        foreach (var one in these)
        {
            var count = left.GetValueOrDefault(one.Text);
            if (count == 0)
                beyond.Add(one);
            else
                left[one.Text] = count - 1;
        }
        return beyond;
    }

    private static string Show(char sign, IEnumerable<Entry> entries) =>
        string.Join('\n', entries.Select(one => $"{sign} {one.Text}"));
}
