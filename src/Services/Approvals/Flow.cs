using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;

namespace OneTable.Services.Approvals;

/// <summary>A flow as its file says it (docs/claims.md).</summary>
public sealed class FlowFile
{
    public string Title { get; set; } = "";
    public List<StepFile> Steps { get; set; } = [];
}

public sealed class StepFile
{
    public string Name { get; set; } = "";
    public string Title { get; set; } = "";
    /// <summary>What the resident reads while it is here.</summary>
    public string Plain { get; set; } = "";
    /// <summary>现住社区, 户籍社区, 街道 or 区 (F04).</summary>
    public string At { get; set; } = "";
    public List<string> By { get; set; } = [];
    /// <summary>How many of the staff must have been there.</summary>
    public int People { get; set; } = 1;
    public List<string> Confirm { get; set; } = [];
    /// <summary>Materials to photograph; 场景所列 stands for those of the scenario.</summary>
    public List<string> Photos { get; set; } = [];
    /// <summary>本人 or 每位成年家人.</summary>
    public string? SignedBy { get; set; }
    public int PostedDays { get; set; }
    public bool Decides { get; set; }
    public bool Pays { get; set; }
    /// <summary>A written decision is handed over.</summary>
    public bool Letter { get; set; }
    public int? Hours { get; set; }
    public int? Workdays { get; set; }
    public string? Next { get; set; }
    public string? ReturnsTo { get; set; }
    public string? ObjectedTo { get; set; }
    public string? RefusedTo { get; set; }
}

/// <summary>One step of a flow (步骤), read.</summary>
/// <param name="Posts">Codes of those who may take it.</param>
/// <param name="Next">The step after it; null: it is the last.</param>
public sealed record FlowStep(StepFile File, IReadOnlyList<string> Posts, IReadOnlyList<Field> Confirm, string? Next)
{
    public const string Living = "现住社区", Registered = "户籍社区", Street = "街道", District = "区";
    public const string Self = "本人", EveryAdult = "每位成年家人", OfScenario = "场景所列";

    public string Name => File.Name;
    public string Title => File.Title;

    /// <summary>Something is seen, photographed or signed: it is done at the door, on a phone.</summary>
    public bool IsAtTheDoor => File.Photos.Count > 0 || File.SignedBy is not null || File.People > 1;

    public IReadOnlyList<string> Photos(Scenario scenario) =>
        [.. File.Photos.SelectMany(p => p == OfScenario ? scenario.File.Materials : [p]).Distinct()];

    /// <summary>The division whose step it is for this person; F04: the community of registration accepts, that of residence makes contact.</summary>
    public string? Place(DivisionTree tree, Whereabouts person)
    {
        var (living, registered) = (tree.Community(person.LivingGrid), tree.Community(person.RegisteredCommunity));
        return File.At switch
        {
            Living => (living ?? registered)?.Code,
            Registered => (registered ?? living)?.Code,
            Street => tree.Street((registered ?? living)?.Code)?.Code,
            _ => tree.Street((registered ?? living)?.Code)?.ParentCode,
        };
    }

    public bool MayTake(DivisionTree tree, StaffMember me, Whereabouts person) => Posts.Contains(me.Post)
        && Place(tree, person) is { } place && (me.DivisionCode == place || tree.Community(me.DivisionCode)?.Code == place);
}

/// <summary>The life of a kind of allowance, step by step.</summary>
public sealed record Flow(string Name, int Version, string Title, IReadOnlyList<FlowStep> Steps)
{
    public FlowStep First => Steps[0];
    public FlowStep Step(string name) => Steps.First(s => s.Name == name);
    public int IndexOf(string name) => Steps.TakeWhile(s => s.Name != name).Count();
}
