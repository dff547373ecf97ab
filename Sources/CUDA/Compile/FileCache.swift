#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes kept in a folder from one run to the next, by a key of any length.
///
/// A file's name carries a hash of the key, the file itself the whole key and a checksum: another key of the same hash, a file
/// that broke off or was damaged, and one of an older form are all the same as none. Files are written aside and renamed, so
/// that processes that start together each find a whole one. A folder that cannot be written is no error: the work is done
/// again next time.
package struct FileCache {
    package let folder: String

    /// `$XDG_CACHE_HOME/orthosae/kernels`, else `~/.cache/…`; nil where neither variable is set.
    package init?(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let base = value("XDG_CACHE_HOME") ?? value("HOME").map({ $0 + "/.cache" }) else { return nil }
        folder = base + "/orthosae/kernels"
    }

    package init(folder: String) { self.folder = folder }

    package func path(name: String, key: String, ending: String) -> String {
        "\(folder)/\(name)-\(Hash128(Array(key.utf8)).hexadecimal).\(ending)"
    }

    private static let mark = Array("orthosae cache 1\n".utf8)

    /// The kept bytes; nil where there are none of this key, or not whole.
    package func read(name: String, key: String, ending: String) -> [UInt8]? {
        guard let file = FileCache.contents(path(name: name, key: key, ending: ending)) else { return nil }
        // mark, length of the key, key, payload, checksum of all before it
        let key = Array(key.utf8), head = FileCache.mark.count + 8, checksum = Hash128.bytes
        guard file.count >= head + key.count + checksum, file.starts(with: FileCache.mark),
            FileCache.number(file[FileCache.mark.count..<head]) == key.count,
            file[head..<head + key.count].elementsEqual(key),
            file.suffix(checksum).elementsEqual(Hash128(file.dropLast(checksum)).littleEndian)
        else { return nil }
        return Array(file[(head + key.count)..<(file.count - checksum)])
    }

    /// Keeps bytes, if the folder takes them.
    package func write(_ bytes: [UInt8], name: String, key: String, ending: String) {
        guard FileCache.makeFolders(folder) else { return }
        let keyBytes = Array(key.utf8)
        var file = FileCache.mark
        file += (0..<8).map { UInt8(truncatingIfNeeded: keyBytes.count >> (8 * $0)) }
        file += keyBytes
        file += bytes
        file += Hash128(file).littleEndian
        let target = path(name: name, key: key, ending: ending)
        // One name a process: two of them write the same key at the same time.
        let aside = "\(target).\(getpid()).partial"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        var done = 0
        let whole = file.withUnsafeBytes { raw in
            while done < raw.count {
                guard let start = raw.baseAddress else { return true }
                // Qualified: this type has a method of the same name.
                let count = systemWrite(descriptor, start + done, raw.count - done)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                done += count
            }
            return true
        }
        let closed = close(descriptor) == 0
        if !whole || !closed || rename(aside, target) != 0 { unlink(aside) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { ($0 & 0x7F_FFFF_FFFF_FFFF) << 8 | Int($1) }
    }

    /// A file's bytes; nil where it is not there or is larger than any kernel's.
    private static func contents(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 28 else { return nil }
        let size = Int(status.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size, let start = buffer.baseAddress {
                let got = systemRead(descriptor, start + count, size - count)
                if got < 0 && errno == EINTR { continue }
                if got <= 0 { break }
                count += got
            }
        }
    }

    private static func makeFolders(_ path: String) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex, makeFolders(String(path[..<slash])) else { return false }
        return mkdir(path, 0o755) == 0 || errno == EEXIST
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { write(descriptor, bytes, count) }
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int { read(descriptor, bytes, count) }

/// FNV-1a of 128 bits: finds damage and tells keys apart, with no library. No defence against anybody: who can write the
/// cache can write the program too.
package struct Hash128 {
    private(set) var high: UInt64 = 0x6c62_272e_07bb_0142
    private(set) var low: UInt64 = 0x62b8_2175_6295_c58d

    static let bytes = 16

    package init(_ all: some Sequence<UInt8>) {
        for byte in all {
            low ^= UInt64(byte)
            // times 2^88 + 0x13b, modulo 2^128
            let product = low.multipliedFullWidth(by: 0x13b)
            high = (high &* 0x13b) &+ product.high &+ (low << 24)
            low = product.low
        }
    }

    var littleEndian: [UInt8] {
        [low, high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    }

    package var hexadecimal: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
