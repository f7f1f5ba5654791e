namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What is being done, one line on a terminal and many in a file.</summary>
internal static class Progress
{
    public static void Show(string text)
    {
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine(text);
        else
            Console.Error.Write($"\r{text, -60}");
    }

    public static void End()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{"", -60}\r");
    }
}
