using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>
/// Reads a question in Chinese into chips (idea B5): what the dictionary, the numbers and the days explain becomes a
/// condition, what they do not is given back word for word. Nothing is guessed, and the same words always read alike.
/// </summary>
public sealed class Asker(FieldCatalog fields, DivisionTree divisions)
{
    public const int WordsMax = 200;
    const string KeptAway = "重点人群不进自由查询，谁都一样；书记和平安专干请到专门的名册里看。";

    sealed record Known(long Version, IReadOnlyList<Division> Divisions, Vocabulary Vocabulary);

    Known? known;

    /// <param name="scope">Divisions outside of it are named, and not asked about.</param>
    public Understood Read(string words, Scope scope, DateOnly today)
    {
        if (words.Length > WordsMax) throw new Refusal("too_long", $"一句话最多 {WordsMax} 个字，请说短一点。");
        var vocabulary = Current();
        var plain = Plain.Of(words);
        return new Joining(words, fields.Tags).Join(Scan(plain, Matchers(vocabulary, scope, today)));
    }

    /// <summary>A vocabulary stands until the dictionary or the divisions change.</summary>
    Vocabulary Current()
    {
        var (version, all) = (fields.Version, divisions.All);
        if (Volatile.Read(ref known) is { } k && k.Version == version && ReferenceEquals(k.Divisions, all)) return k.Vocabulary;
        var fresh = new Known(version, all, new Vocabulary(fields, divisions));
        Volatile.Write(ref known, fresh);
        return fresh.Vocabulary;
    }

    /// <summary>In the order in which they win where two take as much.</summary>
    List<Func<string, int, Match?>> Matchers(Vocabulary words, Scope scope, DateOnly today)
    {
        List<Func<string, int, Match?>> matchers =
        [
            (text, at) => words.At(text, at, w => w.IsRestricted) is { } w ? new Match(w.Length, new Token.Kept(KeptAway)) : null,
            (text, at) => words.At(text, at, w => w.Meanings.Count > 0) is { } w ? new Match(w.Length, new Token.Said(w.Word.Meanings)) : null,
            new PlaceWords(words, fields.Find("现住网格"), fields.Find("户籍社区"), scope).Read,
            new FieldWords(words, today).Read,
            new TextWords(fields.Find("姓名"), fields.Find("现住地址")).Read,
            new EventWords(words, today).Read,
            new AreaWords(words, [.. fields.Person.Where(f => f.Type == FieldType.Area && f.Label != Facts.RegisteredArea)]).Read, // 陕西籍 is where somebody is from (F01)
            LinkWords.Read,
        ];
        if (fields.Person.FirstOrDefault(f => f.Type == FieldType.Age) is { } age)
        {
            matchers.Insert(1, new AgeWords(age, fields.Find(Facts.BirthDate) ?? age, today).Read);
        }
        return matchers;
    }

    /// <summary>The longest match at each place; a character that none takes is given back.</summary>
    static List<(int From, int Length, Token? Token)> Scan(string text, List<Func<string, int, Match?>> matchers)
    {
        var tokens = new List<(int, int, Token?)>();
        for (var at = 0; at < text.Length;)
        {
            Match? best = null;
            foreach (var read in matchers)
                if (read(text, at) is { Length: > 0 } match && match.Length > (best?.Length ?? 0)) best = match;
            tokens.Add((at, best?.Length ?? 1, best?.Token));
            at += best?.Length ?? 1;
        }
        return tokens;
    }
}
