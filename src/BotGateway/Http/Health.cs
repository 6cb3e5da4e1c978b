using OneTable.Services.Data;

namespace OneTable.BotGateway.Http;

static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok")).ExcludeFromDescription();
        app.MapGet("/readyz", (Database db) =>
        {
            try
            {
                return Migrations.Missing(db) == 0
                    ? Results.Text("ready") : Results.Problem(statusCode: 503, title: "migrating");
            }
            catch (System.Data.Common.DbException)
            {
                return Results.Problem(statusCode: 503, title: "no database");
            }
        }).ExcludeFromDescription();
        app.MapGet("/metrics", (MetricsText metrics) => Results.Text(metrics.Render(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/", (Settings settings) => Results.Redirect(settings.Sandbox ? "/sandbox/" : "/console/")).ExcludeFromDescription();
    }
}
