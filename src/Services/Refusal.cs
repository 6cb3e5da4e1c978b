namespace OneTable.Services;

/// <summary>An expected "no": a stable code for programs and a sentence in plain Chinese for the person who asked.</summary>
public sealed class Refusal(string code, string text) : Exception(text)
{
    public string Code => code;
}
