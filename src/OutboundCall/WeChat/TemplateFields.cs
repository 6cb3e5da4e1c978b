using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// The fields of a template message. Their type is their name without its number (thing1, phrase2), and each type has its limits;
/// one value that breaks them and WeChat refuses the whole message (47003). So values are cut between whole characters.
/// </summary>
public static partial class TemplateFields
{
    /// <summary>What may fill a field: title, words1 … words5 (lines of at most 20 characters), time, date, and the text's own variables.</summary>
    public static Dictionary<string, string> Of(Message message, DateTimeOffset now)
    {
        var words = new Dictionary<string, string> { ["title"] = Texts.Cut(OneLine(message.Title), WeChatTemplate.FieldMax) };
        foreach (var line in WeChatTemplate.Lines(PageLinks.Plain(message.Text)).Take(WeChatTemplate.LinesMax)) words[$"words{words.Count}"] = line;
        foreach (var (name, value) in message.Variables ?? new Dictionary<string, string>()) words.TryAdd(name, value);
        var here = now.ToOffset(BeijingTime.Offset);
        words.TryAdd("time", here.ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture));
        words.TryAdd("date", here.ToString("yyyy年M月d日", CultureInfo.InvariantCulture));
        return words;
    }

    /// <summary>The values by the names they have at WeChat; null and the field that nothing fits into, for then nothing should be sent.</summary>
    public static (Dictionary<string, string>? Values, string Unfit) Fill(PlatformTemplate template, IReadOnlyDictionary<string, string> words)
    {
        if (template.Fields is null)
            return (words.Where(w => w.Key == "title" || w.Key.StartsWith("words", StringComparison.Ordinal)).ToDictionary(w => w.Key, w => w.Value), "");
        var values = new Dictionary<string, string>();
        foreach (var (ours, theirs) in template.Fields)
        {
            var value = ours.StartsWith('\'') ? ours.Trim('\'') : words.GetValueOrDefault(ours) ?? "";
            if (Fit(theirs, value) is not { } fitted) return (null, theirs);
            values[theirs] = fitted;
        }
        return (values, "");
    }

    /// <summary>The value as that field takes it; null where nothing of it can stand there.</summary>
    public static string? Fit(string field, string value)
    {
        var line = OneLine(value);
        var fitted = Number().Replace(field, "") switch
        {
            "thing" => line.Length == 0 ? "无" : Texts.Cut(line, 20), // a line that is not there today must not stop the others
            "number" => First(Decimal(), line, 32),
            "letter" => Texts.Cut(NotLetter().Replace(line, ""), 32),
            "symbol" => Texts.Cut(NotSymbol().Replace(line, ""), 5),
            "character_string" => Texts.Cut(NotAscii().Replace(line, "").Trim(), 32),
            "time" => First(Time(), line, int.MaxValue),
            "date" => First(Date(), line, int.MaxValue),
            "amount" => First(Amount(), line, int.MaxValue),
            "phone_number" => Texts.Cut(NotPhone().Replace(line, ""), 17),
            "car_number" => Texts.Cut(line.Replace(" ", ""), 8),
            "name" => Texts.Cut(line, Chinese().IsMatch(line) ? 10 : 20),
            "phrase" => Texts.Cut(NotChinese().Replace(line, ""), 5),
            "const" or "enum" => line, // from the template's own list: cut it would be another word
            _ => Texts.Cut(line, WeChatTemplate.FieldMax),
        };
        return fitted.Length == 0 ? null : fitted;
    }

    static string First(Regex form, string line, int max) => form.Match(line).Value is var found && found.Length <= max ? found : "";

    static string OneLine(string text) => Breaks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Breaks();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Decimal();

    [GeneratedRegex("[^A-Za-z]")]
    private static partial Regex NotLetter();

    [GeneratedRegex(@"[\p{L}\p{N}\s]")]
    private static partial Regex NotSymbol();

    [GeneratedRegex(@"[^\x20-\x7E]")]
    private static partial Regex NotAscii();

    [GeneratedRegex(@"(\d{4}年\d{1,2}月\d{1,2}日 ?)?\d{1,2}:\d{2}(:\d{2})?|\d{4}年\d{1,2}月\d{1,2}日")]
    private static partial Regex Time();

    [GeneratedRegex(@"\d{4}年\d{1,2}月\d{1,2}日")]
    private static partial Regex Date();

    [GeneratedRegex(@"[¥￥$]?\d{1,10}(\.\d{1,2})?元?")]
    private static partial Regex Amount();

    [GeneratedRegex(@"[^\d+-]")]
    private static partial Regex NotPhone();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\P{IsCJKUnifiedIdeographs}")]
    private static partial Regex NotChinese();
}
