using OneTable.Benchmarks;

// dotnet run -c Release --project benchmarks/OneTable.Benchmarks -- NAME; each figure is one line "figure NAME VALUE".
var benchmarks = new Dictionary<string, Func<Task>>
{
    ["callback"] = CallbackBenchmark.RunAsync, ["import"] = ImportBenchmark.RunAsync, ["ask"] = AskBenchmark.RunAsync, ["address"] = AddressBenchmark.RunAsync, ["find"] = FindBenchmark.RunAsync, ["night"] = NightBenchmark.RunAsync,
    ["eligibility"] = async () => { await Eligibility.RunAsync(); await NightBenchmark.RunAsync(); },
    ["table"] = async () => { await SetBenchmark.RunAsync(); await TableBenchmark.RunAsync(); },
};
if (args is [var name, ..] && benchmarks.TryGetValue(name, out var run))
{
    await run();
    return 0;
}
Console.Error.WriteLine("name one of: " + string.Join(", ", benchmarks.Keys));
return 2;
