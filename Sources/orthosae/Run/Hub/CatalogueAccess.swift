import Failures
import Foundation
import Hub

/// The list of published SAEs that names are looked up in: the program's own, or a newer one of SAELens'.
enum CatalogueAccess {
    /// The variable that names a file of SAELens' (`pretrained_saes.yaml`) to take in place of the program's own list.
    static let variable = "ORTHOSAE_CATALOGUE"

    /// - Parameter file: nil: what the variable says, else the program's own.
    /// - Throws: what reading it throws.
    static func catalogue(_ file: String? = nil) throws -> Catalogue {
        let file = file ?? ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        return try file.map { try Catalogue(file: $0) } ?? Catalogue.builtIn()
    }
}
