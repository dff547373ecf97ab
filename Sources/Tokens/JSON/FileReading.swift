import Failures
import Foundation

/// The bytes of a file.
///
/// Throws: `Failure` `.missingInput` when it is not there or is a folder, `.io` when it cannot be read.
func readBytes(file: String) throws(Failure) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
        throw Failure(.missingInput, "no such file", at: file)
    }
    do {
        return [UInt8](try Data(contentsOf: URL(filePath: file)))
    } catch {
        throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: file)
    }
}

/// The JSON value that a file holds.
///
/// Throws: `Failure`, `.badData` with the line when it is not JSON.
func readJSON(file: String) throws(Failure) -> JSONValue {
    let bytes = try readBytes(file: file)
    do {
        return try JSONReader.read(bytes).root
    } catch {
        let line = 1 + bytes[..<error.offset].count { $0 == UInt8(ascii: "\n") }
        throw Failure(.badData, "not JSON: \(error.reason) (byte \(error.offset))", at: "\(file):\(line)")
    }
}
