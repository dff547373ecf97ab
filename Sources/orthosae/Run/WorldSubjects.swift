import Evaluation
import Failures
import Files
import Foundation
import Records

/// SAEs that were trained on one world, with the settings of their runs.
struct WorldSubjects {
    let world: WorldConfig
    var subjects: [GroundTruthEvaluation.Subject]

    /// Groups SAEs by their world, in the order in which worlds first occur.
    ///
    /// - Parameter paths: of the SAEs: a run's folder or the `sae` in it.
    /// - Throws: `Failure(.missingInput)` for an SAE without its run; `.usage` for one that was trained on no world.
    static func groups(_ saes: [EvaluatedSAE], _ paths: [String]) throws -> [WorldSubjects] {
        var groups: [WorldSubjects] = []
        for (sae, path) in zip(saes, paths) {
            let config = try config(ofSAE: path)
            guard config.world.name != nil else {
                throw Failure(
                    .usage, "the SAE was trained on no world: what is true of its activations is not known", at: path,
                    remedy: "evaluate it with --evals core, or train on a world: orthosae train --world toy")
            }
            let subject = GroundTruthEvaluation.Subject(sae: sae, config: config)
            if let at = groups.firstIndex(where: { $0.world == config.world }) {
                groups[at].subjects.append(subject)
            } else {
                groups.append(WorldSubjects(world: config.world, subjects: [subject]))
            }
        }
        return groups
    }

    /// The settings of the run that made an SAE.
    private static func config(ofSAE path: String) throws -> RunConfig {
        let place = URL(filePath: RunPaths.absolute(path), directoryHint: .isDirectory)
        for folder in [place, place.deletingLastPathComponent()] {
            let file = folder.appending(path: FileNames.resolvedSettings).filePath
            guard FileManager.default.fileExists(atPath: file) else { continue }
            var sources = RunConfigSources()
            sources.file = file
            sources.areRecorded = true
            return try sources.resolve()
        }
        throw Failure(
            .missingInput, "there is no \(FileNames.resolvedSettings): which world the SAE was trained on is not known",
            at: path, remedy: "name the folder of its run")
    }
}
