namespace OneTable.BotGateway.Cli;

/// <summary>Progress on standard error: one moving line on a terminal, a plain line each tenth otherwise.</summary>
sealed class Progress(string what) : IProgress<(int Done, int Total)>
{
    int lastTenth = -1;

    public void Report((int Done, int Total) value)
    {
        if (value.Total == 0) return;
        var tenth = value.Done * 10 / value.Total;
        if (System.Console.IsErrorRedirected && tenth == lastTenth) return;
        lastTenth = tenth;
        System.Console.Error.Write(System.Console.IsErrorRedirected ? $"{value.Done}/{value.Total} {what}\n" : $"\r{value.Done}/{value.Total} {what}");
        if (value.Done == value.Total && !System.Console.IsErrorRedirected) System.Console.Error.WriteLine();
    }
}
