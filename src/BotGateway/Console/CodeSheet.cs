using System.Net;
using System.Text;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;
using QRCoder;

namespace OneTable.BotGateway.Console;

/// <summary>The codes of a division on A4, one page each: what the place is called, the code, and two sentences. One file, which asks nothing from outside.</summary>
static class CodeSheet
{
    public static string NameOf(DivisionTree divisions, PlaceCode code) => code.Place ?? divisions.FullName(code.GridCode);

    public static string Html(DivisionTree divisions, Scope scope, IReadOnlyList<MadeCode> codes)
    {
        var page = new StringBuilder($$"""
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{Text(divisions.FullName(scope.Code))}}　二维码</title><style>
            @page { size: A4; margin: 0 }
            body { margin: 0; font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; text-align: center; color: #000 }
            section { box-sizing: border-box; height: 297mm; padding: 24mm 20mm; page-break-after: always; display: flex; flex-direction: column; align-items: center; justify-content: space-between }
            h1 { font-size: 15mm; margin: 0; line-height: 1.25 } h2 { font-size: 8mm; margin: 4mm 0 0; font-weight: 400 }
            svg, img { width: 130mm; height: 130mm } p { font-size: 9mm; margin: 2mm 0; line-height: 1.4 } small { font-size: 5mm }
            </style></head><body>
            """);
        foreach (var made in codes)
        {
            var community = divisions.Community(made.Code.GridCode);
            page.Append($"<section><div><h1>{Text(NameOf(divisions, made.Code))}</h1><h2>{Text(community?.Name)}{(made.Code.Place is null ? "" : "　" + Text(divisions.Find(made.Code.GridCode)?.Name))}</h2></div>")
                .Append(made.MiniCode is { } picture ? $"<img alt=\"小程序码\" src=\"data:{Services.Files.MediaTypes.Of(picture)};base64,{Convert.ToBase64String(picture)}\">" : Svg(made.Code.Url!))
                .Append($"<div><p>用微信扫一扫，有事跟社区说。</p><p>打字、说话、发照片都行。</p><small>社区电话 {Text(community?.Phone)}</small></div></section>");
        }
        if (codes.Count == 0) page.Append("<section><p>这里还没有做好的码。</p></section>");
        return page.Append("</body></html>").ToString();
    }

    /// <summary>One path of squares, with the quiet border that a reader needs.</summary>
    static string Svg(string url)
    {
        var modules = QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.Q).ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < modules.Count; y++)
            for (var x = 0; x < modules[y].Count; x++)
                if (modules[y][x]) path.Append($"M{x} {y}h1v1h-1z");
        return $"<svg viewBox=\"0 0 {modules.Count} {modules.Count}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"二维码\"><path d=\"{path}\"/></svg>";
    }

    static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
