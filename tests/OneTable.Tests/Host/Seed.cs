namespace OneTable.Tests.Host;

/// <summary>
/// Random tests do the same in every run; ONETABLE_SEED makes them look elsewhere, such as for a night. Who does so keeps the seed
/// that a failure names.
/// </summary>
static class Seed
{
    public static int Of(int usual) => int.TryParse(Environment.GetEnvironmentVariable("ONETABLE_SEED"), out var given) ? given : usual;
}
