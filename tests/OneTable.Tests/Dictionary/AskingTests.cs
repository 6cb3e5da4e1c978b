using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Dictionary.Asking;
using OneTable.Services.Divisions;

namespace OneTable.Tests.Dictionary;

/// <summary>What clerks type, and what is understood of it: one case a line in Questions.txt.</summary>
[Collection(Street.Name)]
public sealed class AskingTests(Street street)
{
    const string File = "Questions.txt";
    static readonly DateOnly today = new(2026, 12, 1);

    Understood Read(string words, string scope = "420199001001") => street.Get<Asker>().Read(words, new Scope(scope), today);

    [Fact]
    public void Dump()
    {
        var lines = TestFiles.Read("Dictionary", File).Split('\n').Where(l => l.Length > 0).Select(l => $"{l.Split(" → ")[0]} → {Said(Read(l.Split(" → ")[0]))}");
        System.IO.File.WriteAllLines("/tmp/asked.txt", lines);
    }

    static string Said(Understood understood) => string.Join(" & ",
    [
        .. understood.Places.Select(p => "@" + p.Name), .. understood.Parts.Select(p => Said(p)), .. understood.Notes.Select(n => "*" + n),
        .. understood.Rest.Select(r => "!" + r),
    ]);

    static string Said(Part part) => part switch
    {
        Part.Chip chip => chip.Condition.Sentence(),
        Part.Choice choice => $"{{{string.Join(" ? ", choice.Options.Select(o => o.Condition.Sentence()))}}}",
        Part.All all => $"({string.Join(" & ", all.Parts.Select(Said))})",
        Part.Any any => $"({string.Join(" | ", any.Parts.Select(Said))})",
        _ => "",
    };
}
