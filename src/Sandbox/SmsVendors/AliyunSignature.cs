using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OneTable.Sandbox.SmsVendors;

/// <summary>A refusal of the vendor's gateway: HTTP status, code and words.</summary>
sealed class AliyunRefusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;
}

/// <summary>Verifies ACS3-HMAC-SHA256 over a request as it came: headers, date, nonce, body hash, signature.</summary>
sealed partial class AliyunSignature(TimeProvider time)
{
    const int NoncesMax = 100_000;
    static readonly TimeSpan ApartMax = TimeSpan.FromMinutes(15);
    static readonly string[] Needed =
        ["x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"];
    readonly Lock _lock = new();
    readonly HashSet<string> _nonces = [];
    readonly Queue<(string Nonce, DateTimeOffset At)> _order = [];

    [GeneratedRegex("^ACS3-HMAC-SHA256 +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$")]
    private static partial Regex Authorization();

    public void Check(HttpRequest request, byte[] body)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0) throw new AliyunRefusal(400, "MissingAuthorization", "no Authorization header");
        if (Authorization().Match(header) is not { Success: true } given)
            throw new AliyunRefusal(400, "IncompleteSignature", "Authorization is not of the ACS3-HMAC-SHA256 form");
        if (given.Groups[1].Value != SandboxOptions.AliyunAccessKeyId)
            throw new AliyunRefusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        CheckHeaders(request, given.Groups[2].Value);
        CheckDate(request);
        var hash = Hex(SHA256.HashData(body));
        if (request.Headers["x-acs-content-sha256"] != hash)
            throw new AliyunRefusal(400, "InvalidContentSha256", "x-acs-content-sha256 does not match the body");
        var toSign = "ACS3-HMAC-SHA256\n" + Hex(SHA256.HashData(Bytes(Canonical(request, given.Groups[2].Value, hash))));
        var wanted = Hex(HMACSHA256.HashData(Bytes(SandboxOptions.AliyunAccessKeySecret), Bytes(toSign)));
        if (wanted != given.Groups[3].Value)
            throw new AliyunRefusal(400, "SignatureDoesNotMatch",
                "Specified signature is not matched with our calculation. server string to sign is:" + toSign);
        UseNonce(request.Headers["x-acs-signature-nonce"].ToString());
    }

    static void CheckHeaders(HttpRequest request, string signedHeaders)
    {
        foreach (var name in Needed)
            if (request.Headers[name].Count == 0) throw new AliyunRefusal(400, "MissingParameter", name + " is mandatory");
        var signed = signedHeaders.Split(';');
        if (!signed.SequenceEqual(signed.Select(n => n.ToLowerInvariant()).Order(StringComparer.Ordinal)))
            throw new AliyunRefusal(400, "IncompleteSignature", "SignedHeaders must be lower case and sorted");
        var present = request.Headers.Keys.Select(k => k.ToLowerInvariant()).Where(k => k == "host" || k.StartsWith("x-acs-"));
        if (present.FirstOrDefault(k => !signed.Contains(k)) is { } forgotten)
            throw new AliyunRefusal(400, "IncompleteSignature", forgotten + " is present but not signed");
    }

    void CheckDate(HttpRequest request)
    {
        if (!DateTimeOffset.TryParseExact(request.Headers["x-acs-date"], "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            throw new AliyunRefusal(400, "InvalidTimeStamp.Format", "x-acs-date must be yyyy-MM-ddTHH:mm:ssZ");
        if ((date - time.GetUtcNow()).Duration() > ApartMax)
            throw new AliyunRefusal(400, "InvalidTimeStamp.Expired", "x-acs-date is more than 15 minutes away");
    }

    static string Canonical(HttpRequest request, string signedHeaders, string bodyHash)
    {
        // RawTarget, because the path is signed as it was sent, before any routing looked at it.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = request.Query
            .SelectMany(pair => pair.Value, (pair, value) => (Name: Encode(pair.Key), Value: Encode(value ?? "")))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Name + "=" + pair.Value);
        var headers = signedHeaders.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n");
        return string.Join('\n', request.Method, target.Split('?')[0], string.Join('&', query),
            string.Concat(headers), signedHeaders, bodyHash);
    }

    void UseNonce(string nonce)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && (now - oldest.At > ApartMax * 2 || _order.Count >= NoncesMax))
                _nonces.Remove(_order.Dequeue().Nonce);
            if (!_nonces.Add(nonce))
                throw new AliyunRefusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
            _order.Enqueue((nonce, now));
        }
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>RFC 3986, which is what <see cref="Uri.EscapeDataString(string)"/> does.</summary>
    static string Encode(string text) => Uri.EscapeDataString(text);
}
