namespace OneTable.Services.Dictionary;

/// <summary>Who reads: a post (code set 岗位) and the lines of work (条线) it was given, with commas. Nobody is given nothing.</summary>
public readonly record struct Reader(string? Post, string? Lines = null)
{
    /// <summary>A post alone names no line, so it can only read less.</summary>
    public static implicit operator Reader(string? post) => new(post);

    public bool HasLine => !string.IsNullOrEmpty(Lines);

    public bool Handles(string line) => HasLine && Lines!.Split(',').Contains(line);
}
