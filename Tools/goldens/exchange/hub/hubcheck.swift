import Failures
import Foundation
import Hub

// hubcheck file|model|folder|list|data NAME [PATH]: what the room does, for Tools/goldens/exchange/hub/check_cache.py.
let words = CommandLine.arguments
do {
    let environment = try HubEnvironment(ProcessInfo.processInfo.environment)
    let hub = Hub(environment: environment) { event in
        switch event {
        case .note(let line): FileHandle.standardError.write(Data("note: \(line)\n".utf8))
        case .progress(let p) where p.isEnd: FileHandle.standardError.write(Data("end: \(p.file) \(p.done)\n".utf8))
        default: break
        }
    }
    guard let place = try HubPlace.parse(words[2], endpoint: environment.endpoint, as: words[1] == "data" ? .dataset : .model) else {
        throw Failure(.usage, "no name: \(words[2])")
    }
    switch words[1] {
    case "file": print(try hub.file(place.repository, words[3]))
    case "model": print(try hub.modelFolder(place))
    case "folder": print(try hub.folder(place))
    case "list": for file in try hub.files(place.repository).files { print(file.path, file.size ?? -1) }
    case "data":
        for path in try hub.datasetFiles(place, DatasetWish(endings: [".parquet", ".jsonl", ".txt"])) { print(path) }
    default: throw Failure(.usage, "no such thing: \(words[1])")
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit((error as? Failure)?.kind.rawValue ?? 1)
}
