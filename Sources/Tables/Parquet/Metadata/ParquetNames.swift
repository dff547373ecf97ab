/// How a column's values are laid out: Parquet's `Type`.
enum PhysicalType: Int {
    case boolean = 0, int32, int64, int96, float, double, byteArray, fixedBytes
}

/// How a page's values are encoded: Parquet's `Encoding`.
enum PageEncoding: Int {
    case plain = 0
    case plainDictionary = 2
    case runLength = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case runLengthDictionary = 8
    case byteStreamSplit = 9

    /// As the format's documentation spells it.
    static func name(_ code: Int) -> String {
        switch PageEncoding(rawValue: code) {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .runLength: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .runLengthDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        case nil: "number \(code)"
        }
    }
}

/// How a column's pages are compressed: Parquet's `CompressionCodec`.
enum PageCodec: Int {
    case uncompressed = 0, snappy, gzip, lzo, brotli, lz4, zstd, lz4Raw

    static func name(_ code: Int) -> String {
        switch PageCodec(rawValue: code) {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        case nil: "codec number \(code)"
        }
    }

    /// Whether pages so compressed are read here.
    var isRead: Bool {
        switch self {
        case .uncompressed, .snappy, .gzip, .zstd: true
        case .lzo, .brotli, .lz4, .lz4Raw: false
        }
    }
}
