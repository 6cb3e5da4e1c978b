using System.Text;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The XML of a push: text in CDATA, numbers bare, as the real platform writes it.</summary>
sealed class InboundXml
{
    readonly StringBuilder _xml = new("<xml>");

    public InboundXml(string fromOpenId, long createTime, string msgType, string toGhId = SandboxOptions.GhId) => Text("ToUserName", toGhId)
        .Text("FromUserName", fromOpenId).Bare("CreateTime", createTime.ToString()).Text("MsgType", msgType);

    public InboundXml Text(string name, string value)
    {
        _xml.Append($"<{name}><![CDATA[{value.Replace("]]>", "]]]]><![CDATA[>")}]]></{name}>");
        return this;
    }

    public InboundXml Bare(string name, string value)
    {
        _xml.Append($"<{name}>{value}</{name}>");
        return this;
    }

    /// <summary>An element with elements in it.</summary>
    public InboundXml Nested(string name, InboundXml inside)
    {
        _xml.Append($"<{name}>{inside._xml.ToString()["<xml>".Length..]}</{name}>");
        return this;
    }

    public InboundXml() { }

    public override string ToString() => _xml + "</xml>";
}
