using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("OneTable.Tests.Host.EachEngine", "OneTable.Tests")]

namespace OneTable.Tests.Host;

/// <summary>
/// The suite runs once for each engine: ONETABLE_TEST_DB is sqlite (default) or mysql. Where MariaDB is not installed the
/// second run says so and has no tests, so that it neither fails nor claims to have passed anything.
/// </summary>
public sealed class EachEngine : XunitTestFramework
{
    public EachEngine(IMessageSink sink) : base(sink)
    {
        if (IsMissing) System.Console.WriteLine("Skipped: ONETABLE_TEST_DB is mysql, and mariadbd is not installed (Debian: apt-get install mariadb-server).");
    }

    static bool IsMissing => Street.OnMySql && !MariaDb.IsInstalled;

    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assembly) =>
        IsMissing ? new NoTests(assembly, SourceInformationProvider, DiagnosticMessageSink) : base.CreateDiscoverer(assembly);

    sealed class NoTests(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink sink) : XunitTestFrameworkDiscoverer(assembly, sources, sink)
    {
        protected override bool IsValidTestClass(ITypeInfo type) => false;
    }
}
