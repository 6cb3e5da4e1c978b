using Microsoft.AspNetCore.WebUtilities;

namespace OneTable.BotGateway.WeChat;

/// <summary>What the platform puts into the address of a push; read without the dictionary of all its parts.</summary>
readonly record struct PushQuery(string Signature, string MsgSignature, string Timestamp, string Nonce, string Echo)
{
    public static PushQuery Of(HttpContext http)
    {
        var query = new PushQuery("", "", "", "", "");
        foreach (var pair in new QueryStringEnumerable(http.Request.QueryString.Value))
            query = pair.EncodedName.Span switch
            {
                "signature" => query with { Signature = pair.DecodeValue().ToString() },
                "msg_signature" => query with { MsgSignature = pair.DecodeValue().ToString() },
                "timestamp" => query with { Timestamp = pair.DecodeValue().ToString() },
                "nonce" => query with { Nonce = pair.DecodeValue().ToString() },
                "echostr" => query with { Echo = pair.DecodeValue().ToString() },
                _ => query,
            };
        return query;
    }
}
