using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>
/// What the columns of a form can mean, whomever it is about: fields by label and alias and by forms/headings.yaml, and the parts of a
/// place. A heading that two subjects know (联系电话, 地址) is the one's whom the sheet is about.
/// </summary>
public sealed partial class FormHeadings
{
    public const string Number = TableTemplate.RunningNumber, District = "所属区县", Street = "所属街道";

    /// <summary>What no field says: the running number, and the parts of where somebody lives or something stands.</summary>
    public static readonly IReadOnlyList<string> Specials =
        [Number, District, Street, PersonHeadings.Community, PersonHeadings.Estate, PersonHeadings.Building, PersonHeadings.Unit, PersonHeadings.Room];

    readonly Dictionary<Subject, Headings> bySubject;
    readonly HashSet<string> unsure;

    /// <param name="reader">What a post may not see, it is not asked for either (F07); null for whoever runs a verb on the machine itself.</param>
    public FormHeadings(Tx tx, FieldCatalog fields, Reader? reader)
    {
        var content = Contents.Find(tx, "forms", "headings")!;
        var more = Yaml.Read<Dictionary<string, Dictionary<string, List<string>>>>(content.Body, content.File);
        var visible = fields.All.Where(f => reader is null || f.IsVisibleTo(reader.Value)).ToList();
        var known = visible.Select(f => f.Label).Concat(Specials).ToHashSet();
        IEnumerable<(string, string)> Extra(string of) => more.GetValueOrDefault(of, []).Where(h => known.Contains(h.Key))
            .SelectMany(h => h.Value.Select(name => (name, h.Key)));
        var names = Subject.All.ToDictionary(s => s, s => (s == Subject.Person ? PersonHeadings.Names(tx, fields, reader) : [])
            .Concat(Headings.Of(visible.Where(f => f.Subject == s))).Concat(Extra(s.Kind)).ToList());
        var everywhere = Specials.Select(s => (s, s)).Concat(Extra("everywhere")).ToList();
        unsure = more.GetValueOrDefault("unsure", []).SelectMany(h => h.Value).Select(Headings.Plain).ToHashSet();
        bySubject = Subject.All.ToDictionary(s => s, s => new Headings(everywhere.Concat(names[s])
            .Concat(Subject.All.Where(o => o != s).SelectMany(o => names[o]))));
    }

    public Headings Of(Subject subject) => bySubject[subject];

    /// <summary>状态 and 类型 mean something else in every table: guessed, and asked.</summary>
    public bool IsSure(IReadOnlyList<string> levels) =>
        levels.Count > 0 && !OfOthers().IsMatch(levels[^1]) && (levels.Count > 1 || !unsure.Contains(Headings.Plain(levels[0])));

    /// <summary>Whom a sheet is about: whose fields its columns name most; a person where nothing says more.</summary>
    public static Subject About(FieldCatalog fields, IEnumerable<string> targets)
    {
        var named = targets.Select(t => fields.Find(t)?.Subject).OfType<Subject>().CountBy(s => s).ToDictionary();
        return Subject.All.MaxBy(s => named.GetValueOrDefault(s))!;
    }

    /// <summary>Whoever else belongs to the household is not the row's own subject.</summary>
    [GeneratedRegex(@"^\s*(?:家庭|共同生活)?成员")]
    private static partial Regex OfOthers();
}
