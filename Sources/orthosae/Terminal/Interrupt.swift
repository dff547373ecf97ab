import Foundation
import Synchronization

/// Ctrl-C and SIGTERM. While there is something to save the first one asks the work to stop, and the second ends the
/// program at once; while there is nothing to save the first one does.
enum Interrupt {
    private static let received = Atomic<Int32>(0)
    private static let saves = Atomic<Bool>(false)

    /// Starts to listen.
    static func install() {
        _ = requested  // so that the first access, which makes the variables, is not in the handler
        // Whoever started this program may have had them blocked, and a blocked signal is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] {
            sigaddset(&signals, number)
            signal(number) { number in
                if Interrupt.received.exchange(number, ordering: .relaxed) != 0
                    || !Interrupt.saves.load(ordering: .relaxed)
                {
                    _exit(128 + number)
                }
            }
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// From now on a first signal asks rather than ends.
    static func savesFirst() { saves.store(true, ordering: .relaxed) }

    /// The signal that has come, if one has.
    static var requested: Int32? {
        let number = received.load(ordering: .relaxed)
        _ = saves.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }
}
