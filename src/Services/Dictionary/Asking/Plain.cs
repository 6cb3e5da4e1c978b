namespace OneTable.Services.Dictionary.Asking;

/// <summary>Characters as the matchers want them, one for one, so that a place in one text is the same place in the other.</summary>
static class Plain
{
    public static string Of(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = Of(from[i]);
    });

    static char Of(char c) => c switch
    {
        >= '！' and <= '～' => char.ToLowerInvariant((char)(c - '！' + '!')),
        '　' or '\t' or '\n' or '\r' => ' ',
        '“' or '”' or '‘' or '’' => '"',
        '–' or '－' or '―' => '-',
        '～' or '∼' => '~',
        _ => char.ToLowerInvariant(c),
    };
}
