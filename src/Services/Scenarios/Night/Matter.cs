using OneTable.Services.Staff;

namespace OneTable.Services.Scenarios.Night;

/// <summary>A finding about which something is to be done, and what has been settled of that so far.</summary>
sealed class Matter(Finding finding, Scenario scenario, FoundPerson person)
{
    public Finding Finding => finding;
    public Scenario Scenario => scenario;
    public FoundPerson Person => person;
    public Occasion Occasion { get; } = finding.Asked;
    public long? HouseholdId => person.LivingHouseholdId;

    /// <summary>Who answers for it; null where there is nobody, and it is tried again the next day.</summary>
    public StaffMember? Worker { get; set; }

    public long? ToDo { get; set; } = finding.TodoId;
}
