import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct SafetensorsWritingTests {
    @Test func `the file equals the reference library's byte for byte`() throws {
        let golden = Goldens.url("safetensors/written.safetensors")
        let x = try SafetensorsFile(golden).matrix("w", shape: [8, 16])
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            var writer = SafetensorsWriter(metadata: ["k": "v\u{e9}\n"])
            // Narrow types first: the writer puts the wide ones in front.
            writer.add("b", x, as: .bfloat16)
            writer.add("h", x, as: .float16)
            writer.add("u", [0, 1, 2, 3, 4] as [UInt8])
            writer.add("n", [7] as [Int64], shape: [])
            writer.add("q\"\\\n\u{01}", Matrix(rows: 0, columns: 2))
            writer.add("w", x)
            try writer.write(to: url)
            #expect(try Data(contentsOf: url) == Data(contentsOf: golden))
        }
    }

    @Test func `what is written is read back`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            var random = CounterRandom(seed: 4)
            let x = Matrix(rows: 300, columns: 257, elements: (0..<300 * 257).map { _ in random.uniform() })
            var writer = SafetensorsWriter()
            writer.add("x", x)
            writer.add("vector", x, shape: [300 * 257])
            writer.add("transposed", shape: (257, 300)) { rows, panel in
                let all = x.toArray()
                panel.assign(rows.flatMap { row in (0..<300).map { all[$0 * 257 + row] } })
            }
            writer.add("half", x, as: .float16)
            writer.add("i32", [1, .min, .max] as [Int32])
            writer.add("i64", [1, .min, .max, 0] as [Int64], shape: [2, 2])
            writer.add("doubles", [0.1, -.infinity] as [Double])
            try writer.write(to: url)
            let file = try SafetensorsFile(url)
            #expect(try file.matrix("x", shape: [300, 257]).toArray() == x.toArray())
            #expect(try file.matrix("vector", shape: [300 * 257]).toArray() == x.toArray())
            let transposed = try file.matrix("transposed", shape: [257, 300]).toArray()
            let expected = x.toArray()
            let wrong = transposed.indices.filter { (i: Int) -> Bool in
                let row: Int = i % 300, column: Int = i / 300
                return transposed[i] != expected[row * 257 + column]
            }
            #expect(wrong.isEmpty)
            #expect(
                try file.matrix("half", shape: [300, 257]).toArray()
                    == expected.map { HalfPrecision.float(float16: HalfPrecision.float16($0)) })
            #expect(try file.integers("i32") == [1, Int64(Int32.min), Int64(Int32.max)])
            #expect(try file.entry("i64").shape == [2, 2])
            #expect(try file.integers("i64") == [1, .min, .max, 0])
            #expect(try file.doubles("doubles") == [0.1, -.infinity])

            var again = SafetensorsWriter()
            again.add("half", try file.storedMatrix("half", shape: [300, 257]))
            try again.write(to: folder.appending(path: "y.safetensors"))
            let copy = try SafetensorsFile(folder.appending(path: "y.safetensors"))
            #expect(try copy.matrix("half").toArray() == file.matrix("half").toArray())
        }
    }

    @Test func `an empty file and the metadata's order are stable`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            try SafetensorsWriter().write(to: url)
            #expect(try Data(contentsOf: url) == Data([8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8)))
            #expect(try SafetensorsFile(url).entries.isEmpty)
            let pairs = Dictionary(uniqueKeysWithValues: (0..<50).map { ("key \($0)", "value\u{301} \($0)") })
            try SafetensorsWriter(metadata: pairs).write(to: url)
            #expect(try SafetensorsFile(url).metadata == pairs)
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            let order = text.matches(of: /key [0-9]+/).map { String($0.0) }
            #expect(order == pairs.keys.sorted())
        }
    }

    @Test func `every 16-bit number survives the way through float32`() {
        for bits in UInt16.min...UInt16.max {
            let half = HalfPrecision.float(float16: bits), brain = HalfPrecision.float(bfloat16: bits)
            if half.isNaN { #expect(HalfPrecision.float(float16: HalfPrecision.float16(half)).isNaN) }
            else if HalfPrecision.float16(half) != bits { Issue.record("float16 \(bits)") }
            if brain.isNaN { #expect(HalfPrecision.float(bfloat16: HalfPrecision.bfloat16(brain)).isNaN) }
            else if HalfPrecision.bfloat16(brain) != bits { Issue.record("bfloat16 \(bits)") }
        }
    }

    #if !(os(macOS) && arch(x86_64))
        @Test func `float16 equals Swift's own type both ways`() {
            for bits in UInt16.min...UInt16.max {
                let own = HalfPrecision.float(float16: bits), theirs = Float(Float16(bitPattern: bits))
                if !theirs.isNaN, own != theirs || own.sign != theirs.sign { Issue.record("\(bits)") }
            }
            var random = CounterRandom(seed: 5)
            for _ in 0..<200_000 {
                // Any float32 around the range of float16, ties included: the low bits are often zero.
                let exponent = UInt32(95 + random.below(50)), fraction = UInt32(random.below(1 << 13)) << 10
                let tail = random.below(2) == 0 ? 0 : UInt32(random.below(1 << 10))
                let value = Float(bitPattern: UInt32(random.below(2)) << 31 | exponent << 23 | fraction | tail)
                if HalfPrecision.float16(value) != Float16(value).bitPattern { Issue.record("\(value)") }
            }
        }
    #endif
}
