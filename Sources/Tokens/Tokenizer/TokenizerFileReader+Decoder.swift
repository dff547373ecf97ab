import Failures
import Files

extension TokenizerFileReader {
    func decoder(_ json: JSONValue?) throws(Failure) -> [PieceDecoder]? {
        guard let json, !json.isNull else { return nil }
        let type = try type(of: json, "decoder")
        switch type {
        case "Replace": return [.replace(try replacement(json, "decoder"))]
        case "ByteFallback": return [.byteFallback]
        case "Fuse": return [.fuse]
        case "ByteLevel": return [.byteLevel]
        case "Metaspace":
            let (replacement, scheme) = try metaspaceParts(json, "decoder")
            return [.metaspace(replacement: replacement, dropsFirst: scheme != .never)]
        case "Strip":
            guard let scalars = json["content"]?.string?.unicodeScalars, scalars.count == 1, let content = scalars.first,
                let start = json["start"]?.int, let stop = json["stop"]?.int, start >= 0, stop >= 0
            else { throw failure("the decoder 'Strip' needs a one-character 'content', 'start' and 'stop'") }
            return [.strip(content: content, start: start, stop: stop)]
        case "Sequence":
            var steps: [PieceDecoder] = []
            for step in try list(json, "decoders", "decoder") { steps += try decoder(step) ?? [] }
            return steps
        default: throw notImplemented("decoder", type)
        }
    }
}
