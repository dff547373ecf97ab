import Engine
import Testing

/// What is done at the entries of a pattern, one by one and beside other latents.
@Suite struct DeviceEntryTests {
    @Test(arguments: DeviceBench.shapes)
    func `gradients at entries have the processor's bits`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        for share in [Float(0.3), -1] {
            let pair = SparsePair(bench, rows, columns, seed: 1, share: share)
            let factors = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 2))
            let limits = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 3).map { 0.7 + $0 / 5 })
            var found: [[[Float]]] = [[], []], tanhs: [[[Float]]] = [[], []], totals: [(sum: Double, squares: Double)] = []
            for (i, engine) in [bench.device, bench.host].enumerated() {
                let pattern = pair.pattern(engine), a = pair.values(engine, seed: 4), b = pair.values(engine, seed: 5)
                let g = LatentValues(), t = LatentValues(), slope = LatentValues()
                func keep() { found[i].append(g.toArray()) }
                engine.copyValues(of: pattern, into: g)
                keep()
                engine.addFactors(factors, scale: 0.3, at: pattern, to: g)
                keep()
                engine.scaleByFactors(factors, scale: -1.7, at: pattern, g)
                keep()
                engine.addDifference(a, b, scale: 0.9, to: g)
                keep()
                engine.addProducts(a, b, scale: 1.1, to: g)
                keep()
                engine.addProducts(g, g, scale: 0.25, to: g)
                keep()
                engine.addProducts(a, factors: factors, scale: 0.7, at: pattern, to: g)
                keep()
                engine.scaleRows(g, of: pattern, by: (0..<rows).map { $0 % 3 == 0 ? 1 : Float($0) * 0.3 })
                keep()
                engine.gather(pair.z, at: pattern, into: g)
                keep()
                engine.gateValues(of: pattern, above: limits, into: g)
                keep()
                engine.fillAbove(limits, like: pattern, with: 3.5, into: g)
                keep()
                engine.fill(g, like: pattern, with: -2)
                keep()
                found[i].append(engine.smallestPerRow(of: pattern, times: nil))
                found[i].append(engine.smallestPerRow(of: pattern, times: factors))
                engine.tanhOfValues(a, times: factors, steepness: 3, at: pattern, tanh: t, slope: slope)
                tanhs[i] += [t.toArray(), slope.toArray()]
                // In place.
                engine.tanhOfValues(a, times: factors, steepness: 3, at: pattern, tanh: a, slope: slope)
                tanhs[i] += [a.toArray(), slope.toArray()]
                totals.append(engine.sums(b))
            }
            for (one, two) in zip(found[0], found[1]) { #expect(one == two) }
            for (one, two) in zip(tanhs[0], tanhs[1]) { #expect(difference(one, two) <= 1e-6) }
            #expect(abs(totals[0].sum - totals[1].sum) <= 1e-12 * Double(rows * columns))
            #expect(abs(totals[0].squares - totals[1].squares) <= 1e-12 * Double(rows * columns))
        }
    }

    @Test func `sums of more entries than a block takes`() throws {
        let bench = try DeviceBench(), pair = SparsePair(bench, 40, 1030, seed: 7, share: 0.9)
        let one = bench.device.sums(pair.values(bench.device, seed: 1)), two = bench.host.sums(pair.values(bench.host, seed: 1))
        #expect(pair.host.count > 2 * 4096)
        #expect(abs(one.sum - two.sum) <= 1e-9 && abs(one.squares - two.squares) <= 1e-9)
    }

    @Test(arguments: DeviceBench.shapes)
    func `what stands beside entries is the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench(), figures = Figures()
        let pair = SparsePair(bench, rows, columns, seed: 1), others = max(1, rows - 2)
        let source = SparsePair(bench, others, columns, seed: 9, share: 0.6)
        // Some stand nowhere, one past the end, some twice.
        let map = (0..<rows).map { $0 % 4 == 1 ? -1 : $0 == 4 ? Int32(others) : Int32($0 * 7 % others) }
        for rowMap in [nil, map] {
            var found: [[[Float]]] = [[], []], sums: [[Double]] = [[], []]
            for (i, engine) in [bench.device, bench.host].enumerated() {
                let pattern = pair.pattern(engine), own = pair.values(engine, seed: 3), out = LatentValues()
                sums[i].append(figures[engine.lookUp(source.pattern(engine), rowMap: rowMap, at: pattern, own: own, into: out, figures)])
                found[i].append(out.toArray())
                sums[i].append(figures[engine.lookUp(source.z, rowMap: rowMap, at: pattern, own: own, into: out, figures)])
                found[i].append(out.toArray())
                sums[i].append(figures[engine.squaresBeside(source.pattern(engine), rowMap: rowMap, rows: rows, figures)])
                sums[i].append(figures[engine.squaresBeside(source.z, rowMap: rowMap, rows: rows, figures)])
            }
            #expect(found[0] == found[1])
            for (one, two) in zip(sums[0], sums[1]) { #expect(abs(one - two) <= 1e-12 * max(1, abs(two))) }
        }
    }

    @Test func `without rows or entries there is nothing`() throws {
        let bench = try DeviceBench(), figures = Figures()
        for (rows, columns) in [(0, 40), (5, 40)] {
            let pattern = SparseLatents(columns: columns), own = LatentValues(), out = LatentValues()
            bench.device.select(from: Matrix(rows: rows, columns: columns), above: nil, into: pattern)
            bench.device.copyValues(of: pattern, into: own)
            let source = SparsePair(bench, 3, columns, seed: 1)
            #expect(figures[bench.device.lookUp(source.device, rowMap: nil, at: pattern, own: own, into: out, figures)] == 0)
            #expect(figures[bench.device.lookUp(source.z, rowMap: nil, at: pattern, own: own, into: out, figures)] == 0)
            #expect(figures[bench.device.squaresBeside(pattern, rowMap: nil, rows: 9, figures)] == 0)
            #expect(bench.device.sums(own) == (0, 0) && out.count == 0)
            #expect(bench.device.smallestPerRow(of: pattern, times: nil) == [Float](repeating: .infinity, count: rows))
        }
    }

    @Test func `rows are sampled as on the processor`() throws {
        let bench = try DeviceBench(), pair = SparsePair(bench, 40, 300, seed: 4)
        let rows = (0..<40).filter { $0 % 3 != 1 }.map { Int32($0) }
        let f = Matrix(rows: 40, columns: 300, elements: pair.z.toArray().map { max(0, $0 - 0.4) })
        for most in [2, 20, 1000] {
            var factors: [[Float]] = [], next: [Float] = []
            for dense in [false, true] {
                let found = bench.both(300) { engine, out in
                    var random = CounterRandom(seed: 5)
                    factors.append(
                        dense
                            ? engine.takeRows(rows, of: f, most: most, random: &random, into: out)
                            : engine.takeRows(rows, of: pair.pattern(engine), most: most, random: &random, into: out))
                    next.append(random.uniform())
                }
                #expect(found.device == found.host && !found.host.columns.isEmpty)
            }
            #expect(factors[0] == factors[1] && factors[2] == factors[3] && Set(next).count <= 2)
        }
        let none = bench.both(300) { engine, out in
            var random = CounterRandom(seed: 5)
            _ = engine.takeRows([], of: pair.pattern(engine), most: 5, random: &random, into: out)
        }
        #expect(none.device == none.host)
    }

    @Test func `entries stay where they are`() throws {
        let bench = try DeviceBench(), engine = bench.device, pair = SparsePair(bench, 64, 500, seed: 5)
        let factors = Matrix(rows: 1, columns: 500, elements: noise(500, seed: 2))
        let a = pair.values(engine, seed: 1), g = LatentValues(), t = LatentValues(), slope = LatentValues()
        let moved = bench.again {
            engine.copyValues(of: pair.device, into: g)
            engine.addFactors(factors, scale: 1, at: pair.device, to: g)
            engine.addDifference(a, g, scale: 1, to: g)
            engine.tanhOfValues(a, times: factors, steepness: 1, at: pair.device, tanh: t, slope: slope)
            engine.gather(pair.z, at: pair.device, into: t)
            engine.fillAbove(factors, like: pair.device, with: 1, into: slope)
        }
        #expect(moved == (0, 0))
        #expect(bench.again { _ = engine.sums(g) } == (0, 16))
        // A sum is left on the device until it is read.
        let figures = Figures()
        #expect(
            bench.again { engine.lookUp(pair.device, rowMap: nil, at: pair.device, own: a, into: t, figures) } == (0, 0))
    }

    @Test func `latents that a device holds are kept, copied and joined`() throws {
        let bench = try DeviceBench(), pair = SparsePair(bench, 30, 200, seed: 1), more = SparsePair(bench, 9, 200, seed: 2)
        let expected = Entries(pair.host), copy = SparseLatents(columns: 200), first = SparseLatents(columns: 200)
        // On the device: as many bytes as its entries would be too many.
        let moved = bench.again { copy.assign(pair.device) }
        #expect(moved == (0, 0) && copy.count == pair.host.count)
        bench.device.select(from: pair.z, above: nil, into: first)
        #expect(Entries(copy) == expected)
        copy.assign(copy)
        #expect(Entries(copy) == expected)

        let joined = SparseLatents(columns: 200)
        joined.assign(pair.host)
        joined.append(more.host)
        copy.append(more.device)
        #expect(Entries(copy) == Entries(joined))
        // From the host behind what a device has, and the other way.
        copy.assign(pair.device)
        copy.append(more.host)
        #expect(Entries(copy) == Entries(joined))
        copy.assign(pair.host)
        copy.append(more.device)
        #expect(Entries(copy) == Entries(joined))
        // What was joined is what the device reads next.
        let values = LatentValues()
        bench.device.copyValues(of: copy, into: values)
        #expect(values.toArray().map(\.bitPattern) == Entries(joined).bits)

        let dense = rough(4, 200, seed: 3)
        copy.append(dense)
        joined.append(dense)
        #expect(Entries(copy) == Entries(joined))

        copy.assign(pair.device)
        for entries in [0, 1, 17, pair.host.count, pair.host.count + 1] {
            #expect(copy.rows(holding: entries) == pair.host.rows(holding: entries))
        }
        joined.assign(pair.host)
        for rows in [30, 12, 0] {
            copy.keep(rows: rows)
            joined.keep(rows: rows)
            #expect(copy.count == joined.count && Entries(copy) == Entries(joined))
            bench.device.copyValues(of: copy, into: values)
            #expect(values.count == joined.count)
        }
    }
}
