namespace OneTable.BotGateway.WeChat;

/// <summary>Which of our two apps inside WeChat; each has openids of its own.</summary>
public enum App { Account, MiniProgram }

/// <summary>An app the platform pushes for, at a callback of its own. Who talks to the mini-program gets no passive reply.</summary>
/// <param name="SafeMode">Only pushes that are encrypted whole are taken; without it also plain ones.</param>
public sealed record PushAccount(App App, string AppId, string Token, string AesKey, bool SafeMode)
{
    public string Path => App == App.Account ? "/wechat/mp" : "/wechat/mini";
}
