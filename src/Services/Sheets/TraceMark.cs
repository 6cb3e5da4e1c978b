using System.Xml.Linq;

namespace OneTable.Services.Sheets;

/// <summary>Who took a workbook away and when, under a code: in its print footer, its properties and the name of a style no cell uses (F21).</summary>
public sealed record TraceMark(string Code, string Viewer, string Time)
{
    public const string Name = "追溯码", Part = "docProps/custom.xml", ContentType = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
    const int FooterMax = 255;

    static readonly XNamespace properties = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
    static readonly XNamespace types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";

    public string Style => $"{Name} {Code}";

    /// <summary>A footer with the mark at its left and right; what it said stays.</summary>
    public string Footer(string footer)
    {
        var (left, centre, right) = Sections(footer);
        var marked = $"&L{Join(left, $"{Viewer.Replace("&", "&&")} {Time}")}{(centre.Length > 0 ? "&C" + centre : "")}&R{Join(right, $"{Name} {Code}")}";
        return marked.Length <= FooterMax ? marked : footer.Length + Code.Length + 3 <= FooterMax ? $"{footer}&R {Code}" : footer;
    }

    /// <summary>The properties that a workbook had, with the code among them.</summary>
    public XDocument Custom(XDocument? had)
    {
        var xml = had ?? new(new XElement(properties + "Properties", new XAttribute(XNamespace.Xmlns + "vt", types)));
        xml.Root!.Elements().Where(p => (string?)p.Attribute("name") is Name or "导出人" or "导出时间").Remove();
        var id = xml.Root.Elements().Select(p => (int?)p.Attribute("pid") ?? 0).Append(1).Max();
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[(Name, Code), ("导出人", Viewer), ("导出时间", Time)])
            xml.Root.Add(new XElement(properties + "property", new XAttribute("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"), new XAttribute("pid", ++id),
                new XAttribute("name", name), new XElement(types + "lpwstr", text)));
        return xml;
    }

    static string Join(string had, string ours) => had.Length == 0 ? ours : had + "\n" + ours;

    /// <summary>What stands at the left, in the middle (also without a mark) and at the right of a footer.</summary>
    static (string Left, string Centre, string Right) Sections(string footer)
    {
        var parts = new Dictionary<char, string> { ['L'] = "", ['C'] = "", ['R'] = "" };
        var at = 'C';
        for (var i = 0; i < footer.Length; i++)
        {
            if (footer[i] == '&' && i + 1 < footer.Length)
            {
                if (parts.ContainsKey(footer[i + 1])) at = footer[++i];
                else parts[at] += footer.Substring(i++, 2);
            }
            else parts[at] += footer[i];
        }
        return (parts['L'], parts['C'], parts['R']);
    }
}
