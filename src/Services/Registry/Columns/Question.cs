using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Columns;

/// <summary>
/// A condition made ready for the columns. Each part does one thing: take out of the candidates of a block those for whom it is not
/// true. So an "all" asks each part only about who is left, an "any" only about who is not found yet, and both end early.
/// </summary>
abstract class Question
{
    public abstract void Narrow(int block, Span<ulong> candidates);

    /// <summary>What it costs to ask; the cheap parts of an "all" go first.</summary>
    protected virtual int Cost => 0;

    public sealed class All(IEnumerable<Question> parts) : Question
    {
        readonly Question[] parts = [.. parts.SelectMany(p => p is All all ? all.parts : [p]).OrderBy(p => p.Cost)];
        protected override int Cost => parts.Sum(p => p.Cost);

        public override void Narrow(int block, Span<ulong> candidates)
        {
            foreach (var part in parts)
            {
                if (candidates.IsEmpty()) return;
                part.Narrow(block, candidates);
            }
        }
    }

    public sealed class Any(IEnumerable<Question> parts) : Question
    {
        readonly Question[] parts = [.. parts.OrderBy(p => p.Cost)];
        protected override int Cost => parts.Sum(p => p.Cost);

        public override void Narrow(int block, Span<ulong> candidates)
        {
            Span<ulong> left = stackalloc ulong[Block.Words], asked = stackalloc ulong[Block.Words];
            candidates.CopyTo(left);
            foreach (var part in parts)
            {
                if (left.IsEmpty()) break;
                left.CopyTo(asked);
                part.Narrow(block, asked);
                left.AndNot(asked);
            }
            candidates.AndNot(left);
        }
    }

    /// <summary>
    /// One question about one field. Where several rules ask it, it is asked once in each block, of everybody, and its answer kept.
    /// Who uses it is alone with it.
    /// </summary>
    public sealed class Term(Question asked) : Question
    {
        ulong[]? kept;
        int keptOf = -1;

        protected override int Cost => kept is null ? asked.Cost : 0;

        public Term Again()
        {
            kept ??= new ulong[Block.Words];
            return this;
        }

        public override void Narrow(int block, Span<ulong> candidates)
        {
            if (kept is null)
            {
                asked.Narrow(block, candidates);
                return;
            }
            if (keptOf != block)
            {
                kept.AsSpan().Fill(ulong.MaxValue);
                asked.Narrow(block, kept);
                keptOf = block;
            }
            candidates.And(kept);
        }
    }

    public sealed class InSet(ValueColumn column, OrdinalSet set) : Question
    {
        protected override int Cost => set.IsScattered ? 20 : 1 + set.Ranges.Length;
        public override void Narrow(int block, Span<ulong> candidates) => column.Narrow(block, set, candidates);
    }

    /// <summary>Has one of these tags; or has none of them, of those who have or lack one of <paramref name="known"/> for certain.</summary>
    public sealed class Tagged(IReadOnlyList<BitPlane> tags, bool negated = false, IReadOnlyList<BitPlane>? known = null) : Question
    {
        public override void Narrow(int block, Span<ulong> candidates)
        {
            Span<ulong> found = stackalloc ulong[Block.Words];
            Gather(tags, block, found);
            if (negated) candidates.AndNot(found);
            else candidates.And(found);
            if (known is null) return;
            Gather(known, block, found);
            candidates.And(found);
        }

        static void Gather(IReadOnlyList<BitPlane> planes, int block, Span<ulong> found)
        {
            found.Clear();
            foreach (var plane in planes) found.Or(plane.Block(block));
        }
    }
}
