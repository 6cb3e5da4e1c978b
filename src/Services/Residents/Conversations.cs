using System.Text.Json;
using System.Text.Json.Serialization;
using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>What a resident said so far that is not yet a case, and what the bot asked last.</summary>
public sealed record Draft
{
    public int Photos { get; init; }
    public double? Lat { get; init; }
    public double? Lon { get; init; }
    public string? Place { get; init; }
    /// <summary>The case that further photos, places and words belong to, or that was asked about.</summary>
    public string? CaseNumber { get; init; }
    public int Misunderstood { get; init; }
    /// <summary>What was offered last, in the order of its digits: classes, service items, scenarios, fields.</summary>
    public IReadOnlyList<string>? Offered { get; init; }
    /// <summary>The service item that is applied for.</summary>
    public string? Service { get; init; }
    /// <summary>The scenario that was chosen, and of whom: the resident, or somebody they are the guardian of.</summary>
    public string? Scenario { get; init; }
    public long? Person { get; init; }
    [JsonIgnore] public bool HasPlace => Lat is not null || Place is not null;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Draft))]
sealed partial class DraftJson : JsonSerializerContext;

public static class Talk
{
    public const string Idle = "", Gathering = "gathering", Reported = "reported", Asked = "asked", Rate = "rate",
        Class = "class", Item = "item", Papers = "papers", Applied = "applied", Chances = "chances", Chance = "chance",
        Field = "field", Person = "person", TakeBack = "take_back";

    /// <summary>Questions with choices: an answer to one of them means nothing once it is forgotten.</summary>
    public static bool IsChoice(string state) => state is Class or Item or Papers or Chances or Chance or Field or TakeBack;
}

/// <param name="State">One of <see cref="Talk"/>.</param>
/// <param name="Expired">A question was open too long ago and is closed.</param>
public sealed record Conversation(string State, Draft Draft, bool Expired = false);

/// <summary>One conversation per WeChat user, kept in the database so that it survives restarts and is the same on every instance.</summary>
public sealed class Conversations
{
    public static readonly TimeSpan EndsAfter = TimeSpan.FromMinutes(30);
    static readonly Conversation fresh = new(Talk.Idle, new Draft()), expired = fresh with { Expired = true };

    sealed record Row(string State, string Draft, long ChangedAt);

    /// <summary>A draft ends after half an hour; a question about a result waits until it is answered, a person until the talk is ended.</summary>
    public Conversation Get(Tx tx, string openid)
    {
        using var row = tx.Scan("SELECT state, draft, changed_at FROM conversations WHERE openid = @p0" + tx.ForUpdate, openid);
        if (!row.Read()) return fresh;
        var state = row.Text(0)!;
        var old = tx.Now - row.Number(2) > EndsAfter.TotalMilliseconds;
        if (old && state is not (Talk.Asked or Talk.Rate or Talk.Person)) return Talk.IsChoice(state) ? expired : fresh;
        return new(state, JsonSerializer.Deserialize(row.Text(1)!, DraftJson.Default.Draft)!);
    }

    public void Set(Tx tx, string openid, Conversation now)
    {
        var keepsPhotos = now.State == Talk.Gathering || now.Draft.Photos > 0 && Talk.IsChoice(now.State);
        var sweepAt = keepsPhotos ? tx.Now + (long)EndsAfter.TotalMilliseconds : (long?)null;
        tx.Run(tx.Dialect.Upsert("INSERT INTO conversations (openid, state, draft, changed_at, sweep_at) VALUES (@p0, @p1, @p2, @p3, @p4)",
            "openid", "state", "draft", "changed_at", "sweep_at"),
            openid, now.State, JsonSerializer.Serialize(now.Draft, DraftJson.Default.Draft), tx.Now, sweepAt);
    }

    public void AskAboutResult(Tx tx, long residentId, string caseNumber)
    {
        if (tx.Value<string>("SELECT mp_openid FROM residents WHERE id = @p0", residentId) is not { } openid) return;
        // A row there is can be locked: what the resident says at this very moment is then seen.
        tx.Run(tx.Dialect.InsertIgnore + " INTO conversations (openid, state, draft, changed_at) VALUES (@p0, '', '{}', @p1)", openid, tx.Now);
        // Who is in the middle of another report or question is not interrupted: what was said stands in the draft. The answer
        // 解决了 or 没解决 is understood at any time. A talk with a person about this very case is over.
        var now = Get(tx, openid);
        var free = now.State == Talk.Person ? now.Draft.CaseNumber == caseNumber : now.State != Talk.Gathering && !Talk.IsChoice(now.State);
        if (free) Set(tx, openid, new Conversation(Talk.Asked, new Draft { CaseNumber = caseNumber }));
    }

    /// <summary>Puts a resident through to a person, or back to the bot; whoever is in the middle of something else is left there.</summary>
    public void WithPerson(Tx tx, string openid, string caseNumber, bool on)
    {
        var now = Get(tx, openid);
        if (on && now.State is Talk.Gathering || !on && !(now.State == Talk.Person && now.Draft.CaseNumber == caseNumber)) return;
        Set(tx, openid, new(on ? Talk.Person : Talk.Idle, new Draft { CaseNumber = caseNumber }));
    }

    /// <summary>Residents who sent a photo or a place half an hour ago and never said what it is.</summary>
    public IReadOnlyList<string> Abandoned(Tx tx, int max = 100) => [.. tx.Query<string>(
        $"SELECT openid FROM conversations WHERE sweep_at <= @Now ORDER BY sweep_at LIMIT {max}", new { tx.Now })];

    /// <summary>The draft of one of them, taken out so that nobody else opens a case from it.</summary>
    public Draft? TakeAbandoned(Tx tx, string openid)
    {
        var draft = tx.Value<string>($"SELECT draft FROM conversations WHERE openid = @p0 AND sweep_at <= @p1{tx.ForUpdate}", openid, tx.Now);
        if (draft is null) return null;
        Set(tx, openid, fresh);
        return JsonSerializer.Deserialize(draft, DraftJson.Default.Draft);
    }
}
