using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>退订, T, TD, R: no more notices, and how to have them again (F31).</summary>
public sealed class Stopping(StopWish wish) : ITalk
{
    public string Begin(Heard heard, string? with = null)
    {
        wish.Stop(heard.Tx, heard.Resident);
        return Texts.Of("bot/stop/ok");
    }

    public string Resume(Heard heard) => Texts.Of(wish.Resume(heard.Tx, heard.Resident) ? "bot/stop/resumed" : "bot/stop/never");
}
