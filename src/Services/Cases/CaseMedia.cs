using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.ToDos;

namespace OneTable.Services.Cases;

/// <summary>What becomes of a case when what was sent with it has come from WeChat, or is lost.</summary>
public sealed class CaseMedia(Fetches fetches, FileStore files, CaseDesk desk, NoticeDesk notices, ToDoList todos)
{
    public static string Text(string kind) => kind switch { "voice" => "语音", "video" => "视频", _ => "照片" };

    public void Came(Tx tx, Fetch fetch, long fileId)
    {
        if (!fetches.Stored(tx, fetch, fileId))
        {
            if (Fetches.IsWithdrawn(tx, fetch)) files.Forget(tx, [fileId]); // taken back while it was on its way
            return;
        }
        if (Fetches.CaseOf(tx, fetch) is not { } caseId || fetch.Kind != "image") return;
        ContentChecks.AddPhoto(tx, caseId, CaseList.Get(tx, caseId).ResidentId, fileId);
        desk.PlaceByPhoto(tx, caseId);
    }

    /// <summary>Said to the worker, and once to the resident however many were lost.</summary>
    public void Lost(Tx tx, Fetch fetch)
    {
        var what = Text(fetch.Kind);
        var case_ = Fetches.CaseOf(tx, fetch) is { } id ? CaseList.Get(tx, id) : null;
        var key = "media-lost:" + (case_?.Number ?? $"{fetch.Id}");
        if (case_ is not null)
        {
            CaseEvents.Add(tx, case_.Id, "系统", "media", $"微信里的{what}没能取回", forResident: false);
            if (!case_.IsOver) notices.ToStaff(tx, case_.StaffId, key + ":staff", $"微信里的{what}没能取回", false,
                todos.OfCase(tx, case_.Id) is { } todo ? "pages/todo/todo?id=" + todo.Id : "pages/todos/todos", ("编号", case_.Number), ("怎么办", "请打电话问一问居民"));
        }
        if (fetches.Sender(tx, fetch) is { } sender)
            notices.ToResident(tx, sender.ResidentId, key, sender.DivisionCode, case_?.Id, Texts.Of("bot/errors/lost_media", ("what", what)), "您发的" + what);
    }
}
