using OneTable.Services.Outbox;

namespace OneTable.Services.Notices;

/// <summary>What a resident is to be told: a template of texts.yaml (under sms) and its variables, once per key.</summary>
public sealed record NoticeDraft(string DedupKey, string Matter, long? PersonId, long? ResidentId, long? CaseId, string DivisionCode,
    string Template, IReadOnlyDictionary<string, string> Variables);

/// <summary>One notice as the console shows it, with the sends that carried it.</summary>
public sealed record NoticeItem
{
    public long Id { get; init; }
    public string? PersonName { get; init; }
    public string Template { get; init; } = "";
    public string Text { get; init; } = "";
    public string Channel { get; init; } = "";
    public string State { get; init; } = "";
    public string StateText => State switch { "waiting" => "待发送", "told" => "已通知", "failed" => "未送达", _ => "不再发送" };
    public string? Why { get; init; }
    public long CreatedAt { get; init; }
    public long? EndedAt { get; init; }
    public IReadOnlyList<SendState> Sends { get; init; } = [];
}
