namespace OneTable.OutboundCall.Sms.Aliyun;

/// <summary>Section Sms:Aliyun. The endpoint may have a path; it is signed as it stands.</summary>
public sealed class AliyunSettings
{
    public string Endpoint { get; set; } = "https://dysmsapi.aliyuncs.com/";
    public string AccessKeyId { get; set; } = "";
    public string AccessKeySecret { get; set; } = "";
    public string SignName { get; set; } = "东园社区";

    /// <summary>Our template name → the code of the reviewed template; without an entry SMS_ and the name in capitals.</summary>
    public Dictionary<string, string> Templates { get; set; } = [];

    public string TemplateCode(string name) => Templates.GetValueOrDefault(name) ?? DefaultCode(name);
    public static string DefaultCode(string name) => "SMS_" + name.ToUpperInvariant();
}
