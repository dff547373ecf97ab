extension Setting {
    /// How a length in steps or tokens stands to the length of the run.
    public enum Length: Sendable, CaseIterable {
        /// What the run's own length is made of, or what memory is measured by: nothing to compare with.
        case extent
        /// Must be over before the run is. Where a preset or recipe brought it and the run is too short, it becomes the
        /// share that it has of a run of usual length; where somebody set it, it is refused.
        case schedule
        /// A boundary of the curriculum: its `schedule` says whether it is a share already. One that is no share must
        /// lie within the run.
        case phase
        /// How long something must last before it counts. In a shorter run it never does, which is said.
        case window
        /// From one time to the next, the first being the run's own start or end: harmless, however long.
        case cadence
    }
}
