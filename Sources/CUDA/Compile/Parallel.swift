#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body` for each of `0..<count` on as many threads as there are processors, and answers the results in order.
///
/// Threads of its own with room for a compiler's recursion; where the system gives none, the caller does it all.
func inParallel<R>(_ count: Int, _ body: (Int) -> R) -> [R] {
    let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    return withoutActuallyEscaping(body) { body in
        let work = SharedWork(count: count, body)
        var threads: [pthread_t] = []
        for _ in 1..<max(1, min(count, processors, 64)) {
            guard let thread = started(work) else { break }
            threads.append(thread)
        }
        work.run()
        for thread in threads { pthread_join(thread, nil) }
        return work.results
    }
}

private func started<R>(_ work: SharedWork<R>) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 32 << 20)
    let runner = Unmanaged.passRetained(work as Runnable)
    #if canImport(Glibc)
    var thread = pthread_t()
    let code = pthread_create(&thread, &attributes, { runnable in
        if let runnable { Unmanaged<Runnable>.fromOpaque(runnable).takeRetainedValue().run() }
        return nil
    }, runner.toOpaque())
    #else
    var made: pthread_t?
    let code = pthread_create(&made, &attributes, { runnable in
        Unmanaged<Runnable>.fromOpaque(runnable).takeRetainedValue().run()
        return nil
    }, runner.toOpaque())
    guard code != 0 || made != nil, let thread = made else {
        runner.release()
        return nil
    }
    #endif
    if code != 0 {
        runner.release()
        return nil
    }
    return thread
}

private class Runnable {
    func run() {}
}

/// Pieces of work that threads take in turn. `lock` guards what is stored.
private final class SharedWork<R>: Runnable {
    private let lock = RecursiveLock()
    private let body: (Int) -> R
    private var next = 0
    private var done: [R?]

    init(count: Int, _ body: @escaping (Int) -> R) {
        self.body = body
        done = Array(repeating: nil, count: count)
    }

    override func run() {
        while true {
            let piece = lock.held { () -> Int? in
                guard next < done.count else { return nil }
                next += 1
                return next - 1
            }
            guard let piece else { return }
            let result = body(piece)
            lock.held { done[piece] = result }
        }
    }

    /// Complete when every thread has ended.
    var results: [R] { lock.held { done.compactMap { $0 } } }
}
