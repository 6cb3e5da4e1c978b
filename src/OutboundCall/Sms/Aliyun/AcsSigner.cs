using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.OutboundCall.Sms.Aliyun;

/// <summary>Aliyun's signature ACS3-HMAC-SHA256: one HMAC over a hash of the request written in one agreed way.</summary>
public static class AcsSigner
{
    const string Algorithm = "ACS3-HMAC-SHA256", FormType = "application/x-www-form-urlencoded";

    /// <summary>A signed POST. The parameters go in the body: they hold phone numbers, and addresses end up in logs.</summary>
    public static HttpRequestMessage Request(AliyunSettings settings, string action, string version,
        IEnumerable<KeyValuePair<string, string>> parameters, DateTimeOffset now, string nonce)
    {
        var uri = new Uri(settings.Endpoint);
        var form = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var body = Encoding.UTF8.GetBytes(form);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = FormType,
            ["host"] = uri.Authority,
            ["x-acs-action"] = action,
            ["x-acs-content-sha256"] = Hash(body),
            ["x-acs-date"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["x-acs-signature-nonce"] = nonce,
            ["x-acs-version"] = version,
        };
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        request.Headers.Host = uri.Authority;
        foreach (var (name, value) in headers.Where(h => h.Key.StartsWith("x-acs-", StringComparison.Ordinal)))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(settings, uri, headers));
        return request;
    }

    static string Authorization(AliyunSettings settings, Uri uri, SortedDictionary<string, string> headers)
    {
        var signed = string.Join(';', headers.Keys);
        var lines = string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n"));
        var canonical = string.Join('\n', "POST", uri.AbsolutePath, "", lines, signed, headers["x-acs-content-sha256"]);
        var toSign = $"{Algorithm}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = Encoding.UTF8.GetBytes(settings.AccessKeySecret);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={settings.AccessKeyId},SignedHeaders={signed},Signature={signature}";
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
