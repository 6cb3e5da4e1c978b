namespace OneTable.BotGateway.Bot;

/// <summary>
/// The keys of the account's menu (CLICK), each the beginning of a conversation. After <see cref="Apply"/> may stand a class (menu:apply:1)
/// or an item (menu:apply:S01), after <see cref="Person"/> a field of experts.yaml (menu:person:law).
/// </summary>
public static class MenuKeys
{
    public const string Report = "menu:report", Chances = "menu:chances", Apply = "menu:apply", Progress = "menu:progress", Person = "menu:person",
        Stop = "menu:stop";
}
