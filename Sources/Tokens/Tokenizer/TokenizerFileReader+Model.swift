import Failures
import Files

extension TokenizerFileReader {
    /// The `model` of a `tokenizer.json`: byte-pair encoding, with neither dropout nor word affixes.
    func model(_ json: JSONValue?, isByteLevel: Bool) throws(Failure) -> BPEModel {
        guard let json, json.members != nil else { throw failure("there is no 'model'") }
        let type = json["type"]?.string ?? "without a type"
        guard type == "BPE" else {
            throw failure("the model \(type.quoted) is not implemented", remedy: "only BPE is")
        }
        if let dropout = json["dropout"], !dropout.isNull, dropout.double != 0 {
            throw failure("the model's 'dropout' is not implemented", remedy: "set it to null")
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let value = json[key], !value.isNull, value.bytes?.isEmpty != true {
                throw failure("the model's \(key.quoted) is not implemented")
            }
        }
        let vocabulary = try vocabulary(json["vocab"])
        let rules = try mergeRules(json["merges"], vocabulary)
        var merges = PairTable(count: rules.count)
        for (rank, rule) in rules.enumerated() {
            let value = UInt64(rank) << 32 | UInt64(UInt32(bitPattern: rule.merged))
            merges.set(rule.left, rule.right, to: value)
        }
        var unknownID: Int32?
        if let value = json["unk_token"], !value.isNull {
            guard let unknown = value.bytes else { throw failure("the model's 'unk_token' is not a piece") }
            unknownID = vocabulary.id(of: unknown)
            if unknownID == nil {
                throw failure("the model's vocabulary lacks its 'unk_token' \(String(decoding: unknown, as: UTF8.self).quoted)")
            }
        }
        return BPEModel(
            vocabulary: vocabulary, merges: merges, mergeList: rules, unknownID: unknownID,
            fusesUnknown: try flag(json, "fuse_unk", otherwise: false),
            byteIDs: try flag(json, "byte_fallback", otherwise: false) ? vocabulary.bytePieces : nil,
            ignoresMerges: try flag(json, "ignore_merges", otherwise: false), isByteLevel: isByteLevel)
    }

    private func vocabulary(_ json: JSONValue?) throws(Failure) -> Vocabulary {
        guard let members = json?.members else { throw failure("the model has no 'vocab'") }
        var vocabulary = Vocabulary(count: members.count)
        for (piece, value) in members {
            let name = { String(decoding: piece, as: UTF8.self) }
            guard let id = value.int, (0...Vocabulary.largestAllowedID).contains(id) else {
                throw failure("the id of piece \(name().quoted) is not a whole number up to \(Vocabulary.largestAllowedID)")
            }
            guard vocabulary.insert(piece, id: Int32(id)) else {
                throw failure("piece \(name().quoted) or its id \(id) occurs twice in the vocabulary")
            }
        }
        return vocabulary
    }

    /// The merges in either spelling, `"a b"` or `["a", "b"]`.
    private func mergeRules(_ json: JSONValue?, _ vocabulary: Vocabulary) throws(Failure) -> [MergeRule] {
        guard let list = json?.array else { throw failure("the model has no 'merges'") }
        var rules: [MergeRule] = []
        rules.reserveCapacity(list.count)
        var joined: [UInt8] = []
        for item in list {
            let parts: [ArraySlice<UInt8>]
            if let line = item.bytes {
                if line.starts(with: "#version".utf8) { continue }
                parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            } else {
                parts = (item.array ?? []).compactMap(\.bytes)
            }
            guard parts.count == 2 else { throw failure("merge \(rules.count) is not two pieces") }
            joined.removeAll(keepingCapacity: true)
            joined += parts[0]
            joined += parts[1]
            guard let left = vocabulary.id(of: parts[0]), let right = vocabulary.id(of: parts[1]),
                let merged = vocabulary.id(of: joined[...])
            else {
                let names = parts.map { String(decoding: $0, as: UTF8.self) }
                throw failure("merge \(rules.count), \(names[0].quoted) with \(names[1].quoted), has a piece outside the vocabulary")
            }
            rules.append(MergeRule(left: left, right: right, merged: merged))
        }
        return rules
    }
}

extension Vocabulary {
    /// Ids of the pieces `<0x00>` to `<0xFF>`, -1 for one that is not there.
    var bytePieces: [Int32] {
        let digits = Array("0123456789ABCDEF".utf8)
        return (0..<256).map { byte in
            let name = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15]] + Array(">".utf8)
            return id(of: name[...]) ?? -1
        }
    }
}
