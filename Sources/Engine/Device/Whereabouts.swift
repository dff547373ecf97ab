import CUDA

extension ComputeEngine {
    /// Tells the device where in the run the work is, for the sentence of a GPU that fails: nobody catches that failure, for
    /// what is on the device is lost.
    ///
    /// - Parameters:
    ///   - place: "step 12"; empty: nowhere to be named.
    ///   - recovery: what a person does then: "resume from checkpoints/step-10: …".
    public func tell(whereabouts place: String, recovery: String) {
        guard let device else { return }
        device.gpu.whereabouts = place
        device.gpu.recovery = recovery
    }

    /// What is done before a device's failure ends the program, on the thread it happens on: a status line is left, what was begun
    /// is taken back. It may use no engine. nil: nothing.
    public func whenDeviceFails(_ farewell: (() -> Void)?) { device?.farewell = farewell }
}
