import Autoencoders
import Engine
import Failures
import Files
import Foundation
import SAEFiles

/// The finished SAE that a word on the command line means: where it lies, and what is known of it beside its files.
struct FinishedSAE {
    /// A folder, or one file.
    let place: URL
    /// What the catalogue says; nil: nothing.
    let hints: SAEHints?
    /// What results call it where its folder's name says too little: a name on the Hub.
    let title: String?
    /// On the Hub: its name with the commit; nil for a catalogue's, whose list says more than a place.
    let pinned: String?

    init(place: URL, hints: SAEHints? = nil, title: String? = nil, pinned: String? = nil) {
        self.place = place
        self.hints = hints
        self.title = title
        self.pinned = pinned
    }

    /// A run's folder, a folder or file with a finished SAE of any known format, `hf:org/name/folder`, or SAELens'
    /// `release/id`.
    ///
    /// - Throws: `Failure`: what `FinishedFolder.find` and the Hub throw.
    static func find(_ word: String) throws -> FinishedSAE {
        if let published = try Places.publishedSAE(word) { return published }
        return FinishedSAE(place: try FinishedFolder.find(word))
    }

    /// - Throws: what `SAEFile.read` throws.
    func read(engine: ComputeEngine) throws -> SAEContents {
        try SAEFile.read(place, about: hints, engine: engine)
    }
}

extension SAEContents {
    /// Says loudly where some activations show that this is not the SAE that it claims to be.
    func sound(on x: Matrix, named name: String, engine: ComputeEngine) {
        guard alarm.knowsSomething || description.writer.isEmpty else { return }
        // One of ours may be badly trained, which its training said.
        if let warning = alarm.warning(
            autoencoder, on: x, judgesReconstruction: description.writer.isEmpty, engine: engine)
        {
            Terminal.say("warning: \(name): \(warning)")
        }
    }
}
