// swift-tools-version: 6.2
import PackageDescription

// The targets as data: each room names what it may import, and one loop at the end gives them all
// the same Swift settings. The arrows are checked by building with
// `--explicit-target-dependency-import-check error`.

struct Room {
    var name: String
    var mayImport: [Target.Dependency] = []
    var resources: [Resource] = []
    /// Files in its folder that are for readers only.
    var exclude: [String] = []
    var kind: Kind = .library
    /// Where it lies when that is not `Sources/<name>` or `Tests/<name>`.
    var path: String?
    enum Kind { case library, command, test }

    init(
        _ name: String, _ mayImport: [Target.Dependency] = [], resources: [Resource] = [],
        exclude: [String] = [], path: String? = nil, _ kind: Kind = .library
    ) {
        self.name = name
        self.mayImport = mayImport
        self.resources = resources
        self.exclude = exclude
        self.kind = kind
        self.path = path
    }
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let openSSL: Target.Dependency = .target(name: "COpenSSL", condition: .when(platforms: [.linux]))
let openBLAS: Target.Dependency = .target(name: "COpenBLAS", condition: .when(platforms: [.linux]))

/// The device's kernels as text, one file a topic; the dialect's header goes in front of each.
let kernelTopics =
    ["device.cuh"]
    + [
        "elementwise", "selection", "order", "entries", "latents", "rows", "reductions", "marks", "random", "transformer", "losses", "decode", "gradient", "adam", "competition", "blocks", "priced", "chunks",
    ].map { "\($0).cu" }

let rooms: [Room] = [
    Room("Failures"),
    Room("Files", ["Failures"]),
    Room("Hashing", [openSSL, "Files", "Failures"]),
    Room("CUDA", ["Failures"]),
    Room("Kernels", resources: kernelTopics.map { .embedInCode("\($0)") }, exclude: ["host"]),
    Room("Engine", ["CKernels", openBLAS, "CUDA", "Kernels", "Failures"]),
    Room("TensorFiles", ["Engine", "CZlib", "Files", "Failures"]),
    Room("Tables", ["CZlib", "CZstd", "Files", "Failures"]),
    Room("Hub", ["CCurl", "Hashing", "Files", "Failures", yams]),
    Room("Records", ["Files", "Failures", yams]),
    Room("Tokens", ["Tables", "CZlib", "CZstd", "Files", "Failures"]),
    Room("LanguageModels", ["Engine", "TensorFiles", "Records", "Files", "Failures"]),
    Room("Activations", ["Engine", "TensorFiles", "Records", "Files", "Failures"]),
    Room("Worlds", ["Activations", "Engine", "TensorFiles", "Records", "Files", "Failures"]),
    Room("Harvest", ["Tokens", "LanguageModels", "Activations", "Engine", "Records", "Files", "Failures"]),
    Room("Autoencoders", ["Engine", "TensorFiles", "Records", "Files", "Failures"]),
    Room("SAEFiles", ["Autoencoders", "Engine", "TensorFiles", "Records", "Files", "Failures"]),
    Room(
        "Training",
        ["Autoencoders", "Activations", "Engine", "TensorFiles", "Records", "Hashing", "Files", "Failures"]),
    Room(
        "Evaluation",
        [
            "Worlds", "SAEFiles", "Autoencoders", "Activations", "LanguageModels", "Tokens", "Tables", "Engine",
            "TensorFiles", "Records", "Hashing", "Files", "Failures",
        ]),
    Room(
        "Measuring",
        [
            "Training", "Autoencoders", "Harvest", "Activations", "LanguageModels", "Tokens", "Engine", "Records",
            "Files", "Failures",
        ]),
    Room("Comparison", ["Records", "Files", "Failures"]),
    Room(
        "Report", ["Records", "Files", "Failures"],
        resources: [.embedInCode("Page/Assets/page.css"), .embedInCode("Page/Assets/page.js")]),
    Room("EmbeddedModel", ["Files", "Failures"], resources: [.copy("Resources/gemma2-nano"), .copy("Resources/gemma2-nano-letters")], exclude: ["README.md"]),
    Room(
        "OrthogonalSAE",
        [
            "Failures", "Files", "Engine", "TensorFiles", "Tables", "Hub", "Records", "Tokens", "LanguageModels",
            "Activations", "Worlds", "Harvest", "Autoencoders", "SAEFiles", "Training", "Evaluation", "Report", "EmbeddedModel",
        ]),
    Room(
        "orthosae",
        [
            "Files", "Failures", "Engine", "TensorFiles", "Tables", "Hub", "Records", "Hashing", "Tokens",
            "LanguageModels", "Activations", "Worlds", "Harvest", "Autoencoders", "SAEFiles", "Training", "Evaluation", "Measuring", "Comparison", "Report", "EmbeddedModel",
            argumentParser,
        ], .command),

    // Programs of one's own; built with everything else, so that what the README quotes compiles.
    Room("EncodeSentence", ["OrthogonalSAE"], path: "Examples/EncodeSentence", .command),
    Room("TrainOnYourOwn", ["OrthogonalSAE"], path: "Examples/TrainOnYourOwn", .command),

    // A GPU against the emulation's bits (Tools/device-check).
    Room("KernelCheck", ["CUDA", "Kernels", "Failures"], path: "Tools/device-check/KernelCheck", .command),

    // How fast tables are read, beside pyarrow (Tools/table-speed).
    Room("TableSpeed", ["Tables", "Failures"], path: "Tools/table-speed/TableSpeed", .command),

    // Helpers that several suites share, then one suite a room.
    Room("TestSupport", ["Failures", "Engine"], path: "Tests/TestSupport"),
    Room("KernelTests", ["Kernels", "DeviceFakes"], .test),
    Room("CUDATests", ["CUDA", "Kernels", "Failures", "TestSupport"], exclude: ["kernel-registers.txt"], .test),
    Room("DeviceEngineTests", ["Engine", "CUDA", "Failures", "TestSupport"], .test),
    Room("EngineTests", ["Engine", "CKernels", "Failures", "TestSupport"], .test),
    Room("FailuresTests", ["Failures"], .test),
    Room("FilesTests", ["Files", "Failures", "TestSupport"], .test),
    Room("TensorFilesTests", ["TensorFiles", "Engine", "Files", "Failures", "TestSupport"], .test),
    Room("HashingTests", ["Hashing", "TestSupport"], .test),
    Room("TablesTests", ["Tables", "Files", "Failures", "TestSupport"], .test),
    Room("HubTests", ["Hub", "Hashing", "Files", "Failures", "TestSupport"], .test),
    Room("RecordsTests", ["Records", "Files", "Failures", "TestSupport"], .test),
    Room("TokensTests", ["Tokens", "Tables", "Files", "Failures", "TestSupport"], .test),
    Room("LanguageModelsTests", ["LanguageModels", "Engine", "TensorFiles", "Records", "EmbeddedModel", "Failures", "TestSupport"], .test),
    Room("ActivationsTests", ["Activations", "Engine", "TensorFiles", "Records", "Failures", "TestSupport"], .test),
    Room("WorldsTests", ["Worlds", "Activations", "Engine", "TensorFiles", "Records", "Failures", "TestSupport"], .test),
    Room("HarvestTests", ["Harvest", "Tokens", "LanguageModels", "Activations", "Engine", "Records", "EmbeddedModel", "Failures", "TestSupport"], .test),
    Room("AutoencodersTests", ["Autoencoders", "Engine", "TensorFiles", "Records", "Failures", "TestSupport"], .test),
    Room("SAEFilesTests", ["SAEFiles", "Autoencoders", "Engine", "TensorFiles", "Records", "Files", "Failures", "TestSupport"], .test),
    Room("TrainingTests", ["Training", "Autoencoders", "Activations", "Engine", "TensorFiles", "Records", "Hashing", "Files", "Failures", "TestSupport"], .test),
    Room(
        "EvaluationTests",
        [
            "Evaluation", "Worlds", "SAEFiles", "Autoencoders", "Activations", "LanguageModels", "Tokens", "Engine", "TensorFiles",
            "Records", "EmbeddedModel", "Files", "Failures", "TestSupport",
        ], .test),
    Room(
        "MeasuringTests",
        [
            "Measuring", "Autoencoders", "LanguageModels", "Engine", "EmbeddedModel", "Records", "Failures",
            "TestSupport",
        ], .test),
    Room("ReportTests", ["Report", "Records", "Files", "Failures", "TestSupport"], .test),
    Room("ComparisonTests", ["Comparison", "Records", "Failures"], .test),
    Room("EndToEndTests", ["orthosae", "KernelCheck", "Files", "Failures", "Records", "TensorFiles", "Tokens", "LanguageModels", "Engine", "TestSupport"], .test),
]

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "orthogonal-sae",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "OrthogonalSAE", targets: ["OrthogonalSAE"]),
        .executable(name: "orthosae", targets: ["orthosae"]),
        // Tests give it to the engine in place of the driver, NVRTC and cuBLASLt.
        .library(name: "DeviceFakes", type: .dynamic, targets: ["DeviceFakes"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CKernels"),
        .target(name: "DeviceFakes", path: "Tests/DeviceFakes"),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    ]
        + rooms.map { room in
            switch room.kind {
            case .library:
                .target(
                    name: room.name, dependencies: room.mayImport, path: room.path, exclude: room.exclude,
                    resources: room.resources, swiftSettings: swiftSettings)
            case .command:
                .executableTarget(
                    name: room.name, dependencies: room.mayImport, path: room.path, swiftSettings: swiftSettings)
            case .test:
                .testTarget(
                    name: room.name, dependencies: room.mayImport, path: room.path, exclude: room.exclude,
                    resources: room.resources, swiftSettings: swiftSettings)
            }
        },
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
