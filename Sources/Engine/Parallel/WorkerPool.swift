#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import Synchronization

/// A fixed set of threads that run numbered blocks of one job at a time. The calling thread is worker 0; where two threads
/// call, the second waits until the first one's job is done.
final class WorkerPool: Sendable {
    private let shared: Shared
    /// Workers, the calling thread included.
    let threads: Int

    static let stackBytes = 8 << 20

    /// As many as the system gives, up to `wanted`.
    init(threads wanted: Int) {
        shared = Shared()
        var worker = 1
        while worker < wanted, Shared.spawn(worker: worker, shared) { worker += 1 }
        threads = worker
    }

    deinit { shared.stop() }

    func run(blocks: Int, _ body: (Int, Int) -> Void) {
        // The workers get the address of the closure, not the closure: a reference that a worker dropped a moment after
        // it reported would look like an escape.
        withoutActuallyEscaping(body) { escapable in
            withUnsafePointer(to: escapable) { shared.run(blocks: blocks, workers: threads, body: $0) }
        }
    }
}

/// `@unchecked Sendable`: `mutex` guards every stored variable but `next` (an atomic), and `job` is read by a worker
/// only between the start that published it and its own report that it is done.
private final class Shared: @unchecked Sendable {
    /// Valid until the `run` that was given it returns.
    typealias Job = UnsafePointer<(Int, Int) -> Void>
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let started = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let ended = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var generation = 0
    private var busy = 0
    /// Who runs the job, and the threads that help.
    private var runner: pthread_t?
    private var helpers: [pthread_t] = []
    private var stopping = false
    private var blocks = 0
    private var job: Job?
    private let next = Atomic<Int>(0)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(started, nil)
        pthread_cond_init(finished, nil)
        pthread_cond_init(ended, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(started)
        pthread_cond_destroy(finished)
        pthread_cond_destroy(ended)
        mutex.deallocate()
        started.deallocate()
        finished.deallocate()
        ended.deallocate()
    }

    /// Returns whether the system gave a thread.
    static func spawn(worker: Int, _ shared: Shared) -> Bool {
        let context = Unmanaged.passRetained(Start(worker: worker, shared: shared)).toOpaque()
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        pthread_attr_init(attributes)
        pthread_attr_setstacksize(attributes, WorkerPool.stackBytes)
        let code = pthread_create(
            &thread, attributes,
            { context in
                #if canImport(Glibc)
                let start = Unmanaged<Start>.fromOpaque(context!).takeRetainedValue()
                #else
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                #endif
                start.shared.serve(worker: start.worker)
                return nil
            }, context)
        pthread_attr_destroy(attributes)
        attributes.deallocate()
        guard code == 0 else {
            Unmanaged<Start>.fromOpaque(context).release()
            return false
        }
        #if canImport(Glibc)
        pthread_detach(thread)
        #else
        if let thread { pthread_detach(thread) }
        #endif
        return true
    }

    private final class Start {
        let worker: Int
        let shared: Shared
        init(worker: Int, shared: Shared) {
            self.worker = worker
            self.shared = shared
        }
    }

    func run(blocks: Int, workers: Int, body: Job) {
        pthread_mutex_lock(mutex)
        let me = pthread_self()
        // One that waited for itself would wait for ever.
        precondition(
            !(runner.map { pthread_equal($0, me) != 0 } ?? false) && !helpers.contains { pthread_equal($0, me) != 0 },
            "a parallel operation was started inside another")
        // Another thread's operation goes first.
        while job != nil { pthread_cond_wait(ended, mutex) }
        job = body
        runner = me
        self.blocks = blocks
        busy = workers - 1
        next.store(0, ordering: .relaxed)
        generation += 1
        pthread_cond_broadcast(started)
        pthread_mutex_unlock(mutex)

        work(on: body, blocks: blocks, worker: 0)

        pthread_mutex_lock(mutex)
        while busy > 0 { pthread_cond_wait(finished, mutex) }
        job = nil
        runner = nil
        pthread_cond_signal(ended)
        pthread_mutex_unlock(mutex)
    }

    private func serve(worker: Int) {
        var seen = 0
        pthread_mutex_lock(mutex)
        helpers.append(pthread_self())
        pthread_mutex_unlock(mutex)
        while true {
            pthread_mutex_lock(mutex)
            while generation == seen && !stopping { pthread_cond_wait(started, mutex) }
            if stopping {
                pthread_mutex_unlock(mutex)
                return
            }
            seen = generation
            let body = job
            let blocks = self.blocks
            pthread_mutex_unlock(mutex)

            if let body { work(on: body, blocks: blocks, worker: worker) }

            pthread_mutex_lock(mutex)
            busy -= 1
            if busy == 0 { pthread_cond_signal(finished) }
            pthread_mutex_unlock(mutex)
        }
    }

    /// Takes the next block until none is left. Which thread takes a block never shows in a result: a block's
    /// bounds and its order of arithmetic are fixed.
    @inline(never)
    private func work(on body: Job, blocks: Int, worker: Int) {
        while true {
            let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if block >= blocks { return }
            body.pointee(block, worker)
        }
    }

    func stop() {
        pthread_mutex_lock(mutex)
        stopping = true
        pthread_cond_broadcast(started)
        pthread_mutex_unlock(mutex)
    }
}
