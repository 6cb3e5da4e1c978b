using OneTable.Services;

namespace OneTable.BotGateway.Console;

/// <summary>What every list takes, held to its limits.</summary>
static class Paging
{
    const int SizeMax = 100, PageMax = 100_000, QueryMax = 40;

    public static int PageOf(int? page) => Math.Clamp(page ?? 1, 1, PageMax);
    public static int SizeOf(int? size) => Math.Clamp(size ?? 20, 1, SizeMax);
    public static string? QueryOf(string? q) => q is { Length: > QueryMax } ? throw new Refusal("too_long", "查的内容太长了。") : q;
}
