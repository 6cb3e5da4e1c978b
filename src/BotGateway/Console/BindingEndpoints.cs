using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>On a person's page: which WeChat is bound, who acts for them; taken away with a reason.</summary>
static class BindingEndpoints
{
    const string MustManage = "解除绑定和收回代办由社工或书记来做。";

    public static void MapBindings(this RouteGroupBuilder console)
    {
        console.MapGet("/people/{id:long}/trust", (Viewer viewer, long id, Database db, StaffList staff) => db.Read(tx => ProxyEndpoints.Trust(tx, staff.Me(tx, viewer), id)));
        console.MapPost("/people/{id:long}/bindings/{resident:long}/end", (Viewer viewer, long id, long resident, ReasonRequest request, Database db, StaffList staff, Bindings bindings) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => bindings.TakeAway(tx, staff.Me(tx, viewer), id, resident, request.Reason));
        });
        console.MapPost("/proxies/{id:long}/end", (Viewer viewer, long id, ReasonRequest request, Database db, StaffList staff, Proxies proxies) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => proxies.EndByStaff(tx, staff.Me(tx, viewer), id, request.Reason));
        });
    }
}
