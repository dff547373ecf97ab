import Engine
import Failures
import Files
import Foundation
import TensorFiles

/// What is published as an SAE or beside SAEs and is not computed here: known so that it is refused by its name, whatever
/// the command, and not as a file of some unknown kind. Source: exchange.md 1.2 and 1.8.
enum RefusedFormat: SAEFormat {
    static let name = "a layout that is not read"

    private enum Kind {
        /// `layer_N.safetensors`: circuit-tracer's.
        case transcoder
        /// `W_enc_N.safetensors`, `W_dec_N.safetensors`.
        case crossLayer
        /// SAELens before version 3.
        case pickledObject
    }

    static func matches(_ place: SAEPlace) -> Bool { find(place) != nil }
    static func files(_ place: SAEPlace) -> [URL] { find(place).map { [$0.url] } ?? [] }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        guard let (kind, url) = find(place) else {
            throw Failure(.missingInput, "the file is no longer there", at: place.url.relativePath)
        }
        let path = url.relativePath
        switch kind {
        case .transcoder:
            throw Failure(
                .badData, "is a transcoder, as files called layer_N.safetensors with W_enc and W_dec are: it reads at one hook and "
                    + "writes at another, and what it writes is not evaluated here", at: path, remedy: "name an SAE")
        case .crossLayer:
            throw Failure(
                .badData, "is part of a cross-layer transcoder (W_enc_N, W_dec_N): each layer's latents are written to all layers "
                    + "above, which is not computed here", at: path, remedy: "name an SAE")
        case .pickledObject:
            throw Failure(
                .badData, "is an SAE of SAELens before version 3 (.pkl.gz), a pickled object whose reading would run its code",
                at: path, remedy: "load it with the SAELens that wrote it, save it anew, and name the folder with cfg.json")
        }
    }

    private static func find(_ place: SAEPlace) -> (kind: Kind, url: URL)? {
        if let file = place.file { return kind(file, isNamed: true).map { ($0, file) } }
        guard let names = try? FolderListing(place.folder.filePath).names else { return nil }
        return names.sorted().lazy.compactMap { name in kind(place[name], isNamed: false).map { ($0, place[name]) } }.first
    }

    /// - Parameter isNamed: whether the file was named itself, and may be opened whatever its name.
    private static func kind(_ file: URL, isNamed: Bool) -> Kind? {
        let name = file.lastPathComponent
        if name.hasSuffix(".pkl.gz") { return .pickledObject }
        guard file.pathExtension == "safetensors" else { return nil }
        let stem = file.deletingPathExtension().lastPathComponent
        let isLayer = isNumbered(stem, after: "layer_"), isCross = isNumbered(stem, after: "W_enc_") || isNumbered(stem, after: "W_dec_")
        guard isNamed || isLayer || isCross, let tensors = try? SafetensorsFile(file) else { return nil }
        if tensors.names.contains(where: { isNumbered($0, after: "W_enc_") || isNumbered($0, after: "W_dec_") }) { return .crossLayer }
        return isLayer && tensors.contains("W_enc") && tensors.contains("W_dec") ? .transcoder : nil
    }

    private static func isNumbered(_ name: String, after prefix: String) -> Bool {
        let digits = name.dropFirst(prefix.count)
        return name.hasPrefix(prefix) && !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
    }
}
