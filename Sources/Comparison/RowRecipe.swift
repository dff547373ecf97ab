public import Records

/// How a row's SAEs come from the settings that all rows share.
public struct RowRecipe: Sendable {
    public var row: ComparisonRow
    public var architecture: Architecture
    /// Takes the competition term and its curriculum from the Orthogonal SAE of the same settings.
    public var addsCompetition = false
    /// What differs, made after everything the user set for all rows.
    public var settings: [SettingAssignment] = []

    public init(
        row: ComparisonRow, architecture: Architecture, addsCompetition: Bool = false,
        settings: [SettingAssignment] = []
    ) {
        self.row = row
        self.architecture = architecture
        self.addsCompetition = addsCompetition
        self.settings = settings
    }

    /// Table 1's row of that name.
    public init(_ name: RowName) {
        self.init(
            row: ComparisonRow(
                id: name.id, label: name.label, isOurs: name.isOurs,
                paper: name.isOurs ? nil : PaperFigures.architectures[name.id]),
            architecture: name.architecture,
            addsCompetition: name.competes && name.architecture != .orthogonal)
        if name.isPriced { settings = [.init("competition.coefficient", .plain("priced"), at: name.id)] }
        if let coefficient = name.coefficient {
            settings = [.init("competition.coefficient", .plain(coefficient.rawValue), at: name.id)]
        }
    }
}
