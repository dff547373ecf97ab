public import Failures
import Foundation
import Hashing

extension Catalogue {
    /// SAELens' own list, `pretrained_saes.yaml`: of a newer version than this program carries, say.
    ///
    /// Throws as `WholeFile.text` does, and `.badData` with the line where it is no such list.
    public init(file: String) throws(Failure) {
        let list = try CatalogueYAML.read(file)
        self.init(
            source: file, digest: FileHash.sha256(of: list.text), releases: list.releases, content: .read(list.entries))
    }
}
