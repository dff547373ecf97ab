import Failures

/// The driver that was found, started.
struct LoadedDriver {
    let table: DriverTable
    /// 1000 · major + 10 · minor of the newest CUDA that it knows.
    let version: Int
    var major: Int { version / 1000 }
    var shown: String { "\(version / 1000).\(version % 1000 / 10)" }
}

/// NVRTC and cuBLASLt that were found.
struct LoadedTools {
    let nvrtc: NVRTCTable
    let cublasLt: LtTable
}

extension LibraryFinder {
    /// Opens the driver and starts it.
    ///
    /// - Throws: `Failure` with what is missing or wrong, and what to do.
    func loadDriver() throws -> LoadedDriver {
        let path = named(.driver) ?? WantedLibrary.driver.fileName(major: 1)
        let library: Library
        do {
            library = try Library(opening: path)
        } catch {
            if named(.driver) != nil {
                throw Failure(.missingInput, "the driver that \(WantedLibrary.driver.variable) names does not open: \(error.text)")
            }
            throw Failure(
                .missingInput, "no NVIDIA driver here: libcuda.so.1 was not found",
                remedy: "install the driver, or set device to cpu")
        }
        let table = DriverTable(library)
        let started = table.start()
        switch started {
        case 0: break
        case 100: throw Sentences.noDevice
        default: throw Sentences.notStarted(table.error("cuInit", started), path: table.path)
        }
        return LoadedDriver(table: table, version: try told { try table.version() })
    }

    /// Opens NVRTC and cuBLASLt of one major version, no newer than the driver's.
    ///
    /// - Throws: `Failure` with what is missing, where it was looked for, and what to install.
    func loadTools(_ driver: LoadedDriver) throws -> LoadedTools {
        let nvrtc = try explicit(.nvrtc, driver) { NVRTCTable($0) }
        let cublasLt = try explicit(.cublasLt, driver) { LtTable($0) }
        if let nvrtc, let cublasLt { return LoadedTools(nvrtc: nvrtc, cublasLt: cublasLt) }
        // What a variable names decides the other's version too.
        let majors = (nvrtc?.major ?? cublasLt?.major).map { [$0] } ?? WantedLibrary.majors.filter { $0 <= driver.major }
        var missing: [WantedLibrary] = []
        // By library: what is there and does not open.
        var refused: [WantedLibrary: String] = [:]
        for major in majors {
            missing = []
            let first = nvrtc ?? found(.nvrtc, major, &refused) { NVRTCTable($0) }
            let second = cublasLt ?? found(.cublasLt, major, &refused) { LtTable($0) }
            if let first, let second { return LoadedTools(nvrtc: first, cublasLt: second) }
            if first == nil { missing.append(.nvrtc) }
            if second == nil { missing.append(.cublasLt) }
        }
        // Only newer ones than the driver takes are another thing than none at all.
        for library in missing.isEmpty ? [.nvrtc, .cublasLt] : missing {
            for major in WantedLibrary.majors where major > driver.major && opens(library, major) {
                throw Sentences.tooNew(library, major: major, driver: driver)
            }
        }
        let library = missing.first ?? .nvrtc
        throw Sentences.notFound(
            library, places: places(library), refused: refused[library], driver: driver, majors: majors)
    }

    /// The library that its variable names.
    private func explicit<Table: VersionedTable>(
        _ library: WantedLibrary, _ driver: LoadedDriver, _ table: (Library) -> Table
    ) throws -> Table? {
        guard let path = named(library) else { return nil }
        do {
            let table = table(try Library(opening: path))
            guard table.major <= driver.major else { throw Sentences.tooNew(library, major: table.major, driver: driver) }
            return table
        } catch let refusal as Library.Refusal {
            throw Failure(
                .missingInput, "\(library.name), which \(library.variable) names, does not open: \(refusal.text)")
        }
    }

    /// The first one that opens and is of this version.
    private func found<Table: VersionedTable>(
        _ library: WantedLibrary, _ major: Int, _ refused: inout [WantedLibrary: String], _ table: (Library) -> Table
    ) -> Table? {
        for path in candidates(library, major: major) {
            do {
                let table = table(try Library(opening: path))
                if table.major == major { return table }
            } catch {
                // A bare name that the loader does not know is none at all.
                if path.contains("/"), refused[library] == nil { refused[library] = error.text }
            }
        }
        return nil
    }

    private func opens(_ library: WantedLibrary, _ major: Int) -> Bool {
        candidates(library, major: major).contains { (try? Library(opening: $0)) != nil }
    }
}

/// A library that says its own version.
protocol VersionedTable {
    var major: Int { get }
}
