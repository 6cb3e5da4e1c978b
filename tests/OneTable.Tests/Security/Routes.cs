using Microsoft.AspNetCore.Routing;

namespace OneTable.Tests.Security;

/// <summary>
/// Every endpoint of the host says whose things it gives. A new one does not pass until it stands here:
/// open: nothing of anybody; signed: the same for all who are signed in; self: the caller's own;
/// rows: of the viewer's division and fields, with the addresses by which the matrix looks for strangers in it;
/// change: writes, refused to who may only look.
/// </summary>
static class Routes
{
    public sealed record Said(string Route, string Whose, params string[] Looks);

    /// <summary>An address is asked for; "POST address body" is sent. In both {id}, {name}, {number}, {phone}, {tail}, {place}, {case} and {division} are those of the person who is looked for.</summary>
    public static readonly IReadOnlyList<Said> All =
    [
        new("POST /api/console/session", "open"),
        new("GET /api/console/session", "self"),
        new("DELETE /api/console/session", "self"),
        new("GET /api/console/divisions", "rows", "/api/console/divisions"),
        new("GET /api/console/home", "rows", "/api/console/home"),
        new("GET /api/console/cases", "rows", "/api/console/cases?size=100", "/api/console/cases?q={case}", "/api/console/cases?division={division}"),
        new("GET /api/console/cases/{number}", "rows", "/api/console/cases/{case}"),
        new("POST /api/console/cases/{number}/assign", "change"),
        new("GET /api/console/staff", "rows", "/api/console/staff", "/api/console/staff?division={division}"),
        new("GET /api/console/todos", "rows", "/api/console/todos?size=100", "/api/console/todos?division={division}"),
        new("GET /api/console/notices", "rows", "/api/console/notices?size=100", "/api/console/notices?division={division}"),
        new("GET /api/console/people", "rows", "/api/console/people?size=100", "/api/console/people?q={name}", "/api/console/people?q={number}",
            "/api/console/people?q={phone}", "/api/console/people?q={tail}"),
        new("GET /api/console/people/{id:long}", "rows", "/api/console/people/{id}"),
        new("POST /api/console/people/{id:long}/reveal", "change"),
        new("GET /api/console/registry/summary", "rows", "/api/console/registry/summary"),
        new("GET /api/console/registry/houses", "rows", "/api/console/registry/houses?size=100", "/api/console/registry/houses?q={place}"),
        new("GET /api/console/registry/organisations", "rows", "/api/console/registry/organisations?q={place}"),
        new("GET /api/console/comparisons", "rows", "/api/console/comparisons"),
        new("GET /api/console/comparisons/choices", "signed"),
        new("POST /api/console/comparisons/columns", "change"),
        new("POST /api/console/comparisons", "change"),
        new("GET /api/console/comparisons/{id:long}", "rows", "/api/console/comparisons/{list}"),
        new("GET /api/console/comparisons/{id:long}/items", "rows", "/api/console/comparisons/{list}/items?outcome=both", "/api/console/comparisons/{list}/items?outcome=there"),
        new("GET /api/console/comparisons/{id:long}/file", "rows", "/api/console/comparisons/{list}/file?outcome=both", "/api/console/comparisons/{list}/file?outcome=there"),
        new("POST /api/console/comparisons/{id:long}/items/{position:int}", "change"),
        new("POST /api/console/comparisons/{id:long}/notices", "change"),
        new("POST /api/console/comparisons/{id:long}/todos", "change"),
        new("POST /api/console/comparisons/{id:long}/marks", "change"),
        new("POST /api/console/comparisons/{id:long}/deaths", "change"),
        new("DELETE /api/console/comparisons/{id:long}", "change"),
        new("GET /api/console/questions/fields", "signed"),
        new("POST /api/console/questions/read", "signed"),
        new("POST /api/console/questions/count", "rows", """POST /api/console/questions/count {"condition":{"field":"姓名","op":"known"}}"""),
        new("POST /api/console/questions/list", "rows", """POST /api/console/questions/list {"size":100}""", """POST /api/console/questions/list {"places":["{division}"],"size":100}"""),
        new("POST /api/console/questions/divisions", "rows", "POST /api/console/questions/divisions {}"),
        new("POST /api/console/questions/table", "rows",
            """POST /api/console/questions/table {"name":"x","columns":["姓名","身份证号","联系电话","社保卡账号","家庭月人均收入","救助类别","月保障金额","备注","现住地址"]}"""),
        new("GET /api/console/questions/saved", "self"),
        new("POST /api/console/questions/saved", "self"),
        new("DELETE /api/console/questions/saved/{id:long}", "self"),
        new("GET /api/console/questions/tags", "signed"),
        new("POST /api/console/questions/tags", "change"),
        new("PUT /api/console/questions/tags/{code}", "change"),
        new("DELETE /api/console/questions/tags/{code}", "change"),
        new("POST /api/console/questions/tags/{code}/people", "change"),
        new("GET /api/console/scenarios", "signed"),
        new("GET /api/console/scenarios/{name}/preview", "rows", "/api/console/scenarios/everybody/preview"),
        new("POST /api/console/scenarios/{name}/run", "change"),
        new("GET /api/console/runs", "rows", "/api/console/runs"),
        new("GET /api/console/runs/{id:long}", "rows", "/api/console/runs/{run}"),
        new("POST /api/console/runs/{id:long}/cancel", "change"),
        new("GET /api/console/tables", "signed"),
        new("GET /api/console/tables/{id}/preview", "rows", "/api/console/tables/X1/preview", "/api/console/tables/X1/preview?division={division}"),
        new("GET /api/console/tables/{id}/file", "rows", "/api/console/tables/X1/file", "/api/console/tables/X1/file?division={division}"),
        new("GET /api/console/settings", "rows", "/api/console/settings"),
        new("PUT /api/console/settings/duties", "change"),
        new("PUT /api/console/settings/lines", "change"),

        new("GET /api/console/dictionary/fields", "signed"),
        new("GET /api/console/dictionary/fields/{label}/versions", "signed"),
        new("POST /api/console/dictionary/fields", "change"),
        new("GET /api/console/dictionary/codesets", "signed"),
        new("GET /api/console/dictionary/codesets/{name}", "signed"),
        new("POST /api/console/dictionary/codesets", "change"),
        new("GET /api/console/addresses/estates", "rows", "/api/console/addresses/estates", "/api/console/addresses/estates?division={division}"),
        new("GET /api/console/addresses/buildings", "rows", "/api/console/addresses/buildings?estate={place}苑", "/api/console/addresses/buildings?division={division}&estate={place}苑"),
        new("GET /api/console/addresses/rooms", "rows", "/api/console/addresses/rooms?estate={place}苑&building=1", "/api/console/addresses/rooms?division={division}&estate={place}苑&building=1"),
        new("GET /api/console/addresses/names", "rows", "/api/console/addresses/names", "/api/console/addresses/names?division={division}"),
        new("GET /api/console/addresses/try", "rows", "/api/console/addresses/try?text={place}苑1栋", "/api/console/addresses/try?community={division}&text={place}苑1栋"),
        new("POST /api/console/addresses/buildings", "change"),
        new("POST /api/console/addresses/estates/rename", "change"),
        new("POST /api/console/addresses/names", "change"),
        new("POST /api/console/addresses/learn", "change"),
        new("DELETE /api/console/addresses/names/{id}", "change"),

        new("POST /api/mini/session", "open"),
        new("GET /api/mini/me", "self"),
        new("GET /api/mini/services", "signed"),
        new("GET /api/mini/services/{id}", "signed"),
        new("GET /api/mini/partners", "signed"),
        new("GET /api/mini/cases", "self"),
        new("POST /api/mini/cases", "self"),
        new("GET /api/mini/cases/{number}", "self"),
        new("POST /api/mini/cases/{number}/answer", "self"),
        new("POST /api/mini/cases/{number}/rating", "self"),
        new("POST /api/mini/cases/{number}/words", "self"),
        new("POST /api/mini/files", "self"),
        new("GET /api/mini/files/{key}", "self"),
        new("GET /api/mini/photos/{id:long}", "self"), // by a signed link
        new("GET /api/mini/todos", "self"),
        new("GET /api/mini/todos/{id:long}", "self"),
        new("POST /api/mini/todos/{id:long}/accept", "self"),
        new("POST /api/mini/todos/{id:long}/contact", "self"),
        new("POST /api/mini/todos/{id:long}/handback", "self"),
        new("POST /api/mini/todos/{id:long}/partner", "self"),
        new("POST /api/mini/todos/{id:long}/close", "self"),
        new("POST /api/mini/todos/{id:long}/done", "self"),
        new("POST /api/mini/todos/{id:long}/plan", "self"),
        new("POST /api/mini/todos/{id:long}/call", "self"),
        new("POST /api/mini/takedowns", "self"),

        new("GET /", "open"),
        new("GET /healthz", "open"),
        new("GET /readyz", "open"),
        new("GET /metrics", "open"),
        new("GET /openapi/{documentName}.json", "open"),
    ];

    /// <summary>What the host answers to; the sandbox is another world, and there only beside the demo.</summary>
    public static IEnumerable<string> Of(IEndpointRouteBuilder host) => host.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => !e.RoutePattern.RawText!.TrimStart('/').StartsWith("sandbox", StringComparison.Ordinal))
        .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}"));
}
