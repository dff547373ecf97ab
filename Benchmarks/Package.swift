// swift-tools-version: 6.1
import PackageDescription

// Benchmarks of the library through its public door, with ordo-one/benchmark. A package of its own, so that nobody who
// uses the library resolves it; `traits: []` leaves out the allocation counters, which need libraries of their own.
//
//     cd Benchmarks && swift package benchmark
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "orthogonal-sae", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "StepBenchmarks",
            dependencies: [
                .product(name: "OrthogonalSAE", package: "orthogonal-sae"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "StepBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ],
    swiftLanguageModes: [.v6]
)
