import Failures
import Files

extension TokenizerFileReader {
    func template(_ json: JSONValue?) throws(Failure) -> Template {
        guard let json, !json.isNull else { return Template() }
        let type = try type(of: json, "post-processor")
        // It only moves offsets, which nobody asks for here.
        if type == "ByteLevel" { return Template() }
        if type == "Sequence" {
            var found: Template?
            for part in try list(json, "processors", "post-processor") {
                let next = try template(part)
                if next.isIdentity { continue }
                guard found == nil else { throw notImplemented("post-processor", "Sequence of two templates") }
                found = next
            }
            return found ?? Template()
        }
        guard type == "TemplateProcessing" else { throw notImplemented("post-processor", type) }
        guard let single = json["single"]?.array else { throw failure("the post-processor has no list 'single'") }
        var items: [Template.Item] = []
        for item in single {
            if item["Sequence"]?["id"]?.string == "A" {
                items.append(.text)
            } else if let name = item["SpecialToken"]?["id"]?.string {
                guard let values = json["special_tokens"]?[name]?["ids"]?.array else {
                    throw failure("the post-processor's special token \(name.quoted) has no 'ids'")
                }
                var ids: [Int32] = []
                for value in values {
                    guard let id = value.int.flatMap({ Int32(exactly: $0) }), id >= 0 else {
                        throw failure("the post-processor's special token \(name.quoted) has an id that is not one")
                    }
                    ids.append(id)
                }
                items.append(.tokens(ids))
            } else {
                throw notImplemented("post-processor", "TemplateProcessing with an item that is neither a token nor A")
            }
        }
        return Template(items: items)
    }
}
