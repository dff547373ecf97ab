import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and a hang-up. While there is something to save the first one asks the work to stop, and the second
/// ends the program at once; while there is nothing to save the first one does.
enum Interrupt {
    private static let received = Atomic<Int32>(0)
    private static let saves = Atomic<Bool>(false)
    /// When the first one came, in nanoseconds of the monotonic clock.
    private static let since = Atomic<Int64>(0)
    /// A second one sooner than this is the same wish: `timeout` signals a program and then its whole group, a terminal
    /// that closes hangs up by its shell and by the system.
    private static let sameWish: Int64 = 100_000_000

    /// Starts to listen.
    static func install() {
        _ = (requested, now(), sameWish)  // so that the first access, which makes the variables, is not in the handler
        // Otherwise they kill the program where a write could fail, with a sentence or without one.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        // Whoever started this program may have had them blocked, and a blocked signal is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !isIgnored(SIGHUP) {
            sigaddset(&signals, number)
            signal(number) { Interrupt.take($0) }
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// `nohup` starts programs so.
    private static func isIgnored(_ number: Int32) -> Bool {
        let before = signal(number, SIG_IGN)
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// In the handler: nothing here may take a lock or memory.
    private static func take(_ number: Int32) {
        guard saves.load(ordering: .relaxed) else { _exit(128 + number) }
        let (isFirst, _) = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
        if isFirst { return since.store(now(), ordering: .relaxed) }
        if number != SIGHUP, now() - since.load(ordering: .relaxed) > sameWish { _exit(128 + number) }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// From now on a first signal asks rather than ends.
    static func savesFirst() { saves.store(true, ordering: .relaxed) }

    /// The signal that has come, if one has.
    static var requested: Int32? {
        let number = received.load(ordering: .relaxed)
        _ = (saves.load(ordering: .relaxed), since.load(ordering: .relaxed))
        return number == 0 ? nil : number
    }
}
