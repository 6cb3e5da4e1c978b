using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// 收回, and a bare 0 in the days after 回0收回 was said: who may act for this resident may do so no longer. It is asked once more, since a 0 also means
/// one step back (F17).
/// </summary>
public sealed class TakingBack(Proxies proxies, ResidentBook residents, Conversations conversations) : ITalk
{
    static readonly IReadOnlyList<string> ways = ["收回", "先不收回"];

    public string Begin(Heard heard, string? with = null)
    {
        if (Held(heard).Count == 0) return Texts.Of("bot/family/nobody");
        conversations.Set(heard.Tx, heard.Openid, new(Talk.TakeBack, new Draft()));
        return Question(heard);
    }

    /// <summary>Whether a 0 answers what this resident was told a short while ago.</summary>
    public bool IsAskedFor(Heard heard) => Self(heard) is { } person && Proxies.WasTold(heard.Tx, person) && Held(heard).Count > 0;

    public string Question(Heard heard) => Texts.Of("bot/family/take_back", ("who", Names(Held(heard)))) + "\n" + Numbered.Lines(ways);

    public string? GoOn(Heard heard)
    {
        if (heard.Chosen(ways) is not { } chosen) return null;
        var held = Held(heard);
        if (chosen == 0) foreach (var proxy in held) proxies.EndOwn(heard.Tx, heard.Resident, proxy.Id);
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Idle, new Draft()));
        return Texts.Of(chosen == 0 ? "bot/family/taken_back" : "bot/family/stays", ("who", Names(held)));
    }

    long? Self(Heard heard) => residents.Find(heard.Tx, heard.Resident) is { Level: > 0, PersonId: { } person } ? person : null;

    /// <summary>A guardian is not sent away by a word in the chat.</summary>
    List<Proxy> Held(Heard heard) => Self(heard) is not { } person ? []
        : [.. Proxies.OfPerson(heard.Tx, person).Where(p => p.Way != ProxyWay.Guardian && (p.State == ProxyState.Asked || p.Holds(heard.Tx.Now)))];

    static string Names(IEnumerable<Proxy> held) => string.Join('、', held.Select(p => p.Who).Distinct());
}
