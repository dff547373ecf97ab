/// A pattern of paths as data sets' cards have them: `*` within a folder, `**` across folders, `?`, `[abc]`, `[!a-z]`,
/// `{a,b}`.
package struct PathPattern {
    private indirect enum Piece {
        case letter(Character)
        case any, run, deepRun
        case one(of: [ClosedRange<Character>], isNot: Bool)
    }

    private let alternatives: [[Piece]]

    /// More alternatives than anybody writes; braces beyond stand for themselves.
    private static let mostAlternatives = 256

    package init(_ text: String) {
        var clean = text[...]
        while clean.hasPrefix("./") || clean.hasPrefix("/") { clean = clean.drop { $0 == "." }.drop { $0 == "/" } }
        alternatives = PathPattern.expanded(String(clean)).map(PathPattern.pieces)
    }

    package func matches(_ path: String) -> Bool {
        let letters = Array(path)
        return alternatives.contains { PathPattern.matches($0, letters) }
    }

    /// `{a,b}` written out, the innermost first.
    private static func expanded(_ text: String) -> [String] {
        var done: [String] = []
        var open = [text]
        while let next = open.popLast() {
            guard done.count + open.count < mostAlternatives, let end = next.firstIndex(of: "}"),
                let start = next[..<end].lastIndex(of: "{")
            else {
                done.append(next)
                continue
            }
            let choices = next[next.index(after: start)..<end].split(separator: ",", omittingEmptySubsequences: false)
            open += choices.prefix(mostAlternatives).map { "\(next[..<start])\($0)\(next[next.index(after: end)...])" }
        }
        return done
    }

    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Array(text)[...]
        while let letter = rest.popFirst() {
            switch letter {
            case "*":
                let isDeep = rest.first == "*"
                while rest.first == "*" { rest.removeFirst() }
                // `**/x` is x in this folder too.
                if isDeep, rest.first == "/" { rest.removeFirst() }
                pieces.append(isDeep ? .deepRun : .run)
            case "?": pieces.append(.any)
            case "[":
                guard let end = rest.dropFirst().firstIndex(of: "]") else { pieces.append(.letter(letter)); continue }
                pieces.append(set(Array(rest[..<end])))
                rest = rest[(end + 1)...]
            default: pieces.append(.letter(letter))
            }
        }
        return pieces
    }

    private static func set(_ letters: [Character]) -> Piece {
        let isNot = letters.first == "!" || letters.first == "^"
        var rest = (isNot ? letters.dropFirst() : letters[...])
        var ranges: [ClosedRange<Character>] = []
        while let first = rest.popFirst() {
            if rest.first == "-", rest.count > 1, let last = rest.dropFirst().first, first <= last {
                ranges.append(first...last)
                rest = rest.dropFirst(2)
            } else {
                ranges.append(first...first)
            }
        }
        return .one(of: ranges, isNot: isNot)
    }

    /// By the set of places in the pattern that a beginning of the path may have reached: no pattern takes longer than its
    /// length times the path's.
    private static func matches(_ pieces: [Piece], _ letters: [Character]) -> Bool {
        var places = closure([0], pieces)
        for letter in letters {
            var next: Set<Int> = []
            for place in places where place < pieces.count {
                switch pieces[place] {
                case .letter(let own): if own == letter { next.insert(place + 1) }
                case .any: if letter != "/" { next.insert(place + 1) }
                case .run: if letter != "/" { next.insert(place) }
                case .deepRun: next.insert(place)
                case .one(let ranges, let isNot):
                    if letter != "/", ranges.contains(where: { $0.contains(letter) }) != isNot { next.insert(place + 1) }
                }
            }
            places = closure(next, pieces)
            if places.isEmpty { return false }
        }
        return places.contains(pieces.count)
    }

    /// With the places behind runs, which may be empty.
    private static func closure(_ places: Set<Int>, _ pieces: [Piece]) -> Set<Int> {
        var all = places
        for var place in places {
            while place < pieces.count {
                switch pieces[place] {
                case .run, .deepRun:
                    place += 1
                    all.insert(place)
                default: place = pieces.count
                }
            }
        }
        return all
    }
}
