using System.Numerics;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Columns;

/// <summary>
/// The answers as the columns give them: block after block, who is left of those who are there. On one core: three million people
/// take it about a millisecond, and many ask at once.
/// </summary>
sealed class ColumnAnswer(ColumnSet columns, DateOnly on)
{
    readonly QuestionMaker questions = new(columns, on);

    delegate void BlockAction(int firstSlot, Span<ulong> found);

    public int Count(Scope? scope, Condition? condition) => Counts(scope, [condition])[0];

    /// <summary>Of all of them block after block, so that what they ask about is read from memory once.</summary>
    public int[] Counts(Scope? scope, IReadOnlyList<Condition?> conditions)
    {
        Question[] asked = [.. conditions.Select(c => questions.Of(scope, c))];
        var counts = new int[asked.Length];
        Span<ulong> found = stackalloc ulong[Block.Words];
        for (var block = 0; block < columns.BlockCount; block++)
        {
            var alive = columns.Alive.Block(block);
            if (alive.IsEmpty) continue;
            for (var i = 0; i < asked.Length; i++)
            {
                alive.CopyTo(found);
                asked[i].Narrow(block, found);
                counts[i] += BlockMask.Count(found);
            }
        }
        return counts;
    }

    public IReadOnlyList<long> Ids(Scope? scope, Condition? condition, int max, int skip)
    {
        var ids = new List<long>();
        EachBlock(questions.Of(scope, condition), (first, found) => EachBit(found, at => ids.Add(columns.IdAt(first + at))));
        ids.Sort();
        return skip == 0 && max >= ids.Count ? ids : [.. ids.Skip(skip).Take(max)];
    }

    /// <summary>By the code of where they live if that is in the scope, else of where they are registered.</summary>
    public IReadOnlyDictionary<string, int> CountByCode(Scope? scope, Condition? condition)
    {
        var (living, registered) = (columns.At("living_grid"), columns.At("registered_community"));
        var livesHere = questions.InScope(living, scope ?? new(""));
        int[] byLiving = new int[living.Values.End], byRegistered = new int[registered.Values.End];
        EachBlock(questions.Of(scope, condition), (first, found) =>
        {
            Span<ulong> here = stackalloc ulong[Block.Words];
            found.CopyTo(here);
            livesHere.Narrow(first / Block.Size, here);
            EachBit(here, at => byLiving[living[first + at]]++);
            found.AndNot(here);
            EachBit(found, at => byRegistered[registered[first + at]]++);
        });
        return Coded(living, byLiving).Concat(Coded(registered, byRegistered)).GroupBy(c => c.Code, c => c.Count).ToDictionary(g => g.Key, g => g.Sum());
    }

    static IEnumerable<(string Code, int Count)> Coded(ValueColumn column, int[] counts) =>
        counts.Select((count, ordinal) => (column.Values.Text((uint)ordinal) ?? "", count)).Where(c => c.count > 0);

    void EachBlock(Question question, BlockAction action)
    {
        Span<ulong> found = stackalloc ulong[Block.Words];
        for (var block = 0; block < columns.BlockCount; block++)
        {
            var alive = columns.Alive.Block(block);
            if (alive.IsEmpty) continue;
            alive.CopyTo(found);
            question.Narrow(block, found);
            if (!found.IsEmpty()) action(block * Block.Size, found);
        }
    }

    static void EachBit(Span<ulong> mask, Action<int> action)
    {
        for (var word = 0; word < mask.Length; word++)
            for (var left = mask[word]; left != 0; left &= left - 1) action(word * 64 + BitOperations.TrailingZeroCount(left));
    }
}
