/// What an encoding needs besides the model: symbol and queue storage, and the cache of words.
struct MergeWorkspace: Sendable {
    var symbols: [Int32] = []
    var cache = WordCache()

    /// A symbol of the run being merged; neighbours are linked by index, -1 at the ends.
    private struct Node {
        /// -1 once it has been merged into its left neighbour.
        var id: Int32
        var previous: Int32
        var next: Int32
    }

    /// A merge that was possible when it was queued.
    private struct Candidate {
        /// rank << 32 | position: the order of merging, ties to the left.
        var order: UInt64
        var merged: Int32
    }

    private var nodes: [Node] = []
    private var heap: [Candidate] = []

    /// Merges `symbols[run]` and appends the resulting ids: n log n in the length of the run.
    mutating func merge(_ run: Range<Int>, _ merges: PairTable, into ids: inout [Int32]) {
        nodes.removeAll(keepingCapacity: true)
        heap.removeAll(keepingCapacity: true)
        for k in 0..<run.count {
            nodes.append(
                Node(
                    id: symbols[run.lowerBound + k], previous: Int32(k) - 1,
                    next: k + 1 < run.count ? Int32(k) + 1 : -1))
        }
        for k in 0..<Int32(run.count) { enqueue(k, merges) }
        while let candidate = popFirst() {
            let position = Int(UInt32(truncatingIfNeeded: candidate.order))
            let node = nodes[position]
            guard node.id >= 0, node.next >= 0 else { continue }
            let right = nodes[Int(node.next)]
            // An entry is stale when its two pieces have changed since. The library compares the merged
            // piece, not the rank; so do we.
            let value = merges[node.id, right.id]
            guard value != PairTable.absent, Int32(truncatingIfNeeded: value) == candidate.merged else { continue }
            nodes[Int(node.next)].id = -1
            nodes[position].id = candidate.merged
            nodes[position].next = right.next
            if right.next >= 0 { nodes[Int(right.next)].previous = Int32(position) }
            if node.previous >= 0 { enqueue(node.previous, merges) }
            enqueue(Int32(position), merges)
        }
        for node in nodes where node.id >= 0 { ids.append(node.id) }
    }

    /// Queues the merge of a node with its right neighbour, if there is one.
    private mutating func enqueue(_ position: Int32, _ merges: PairTable) {
        let node = nodes[Int(position)]
        guard node.next >= 0 else { return }
        let value = merges[node.id, nodes[Int(node.next)].id]
        guard value != PairTable.absent else { return }
        let order = value & 0xFFFF_FFFF_0000_0000 | UInt64(UInt32(bitPattern: position))
        push(Candidate(order: order, merged: Int32(truncatingIfNeeded: value)))
    }

    private mutating func push(_ candidate: Candidate) {
        heap.append(candidate)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard candidate.order < heap[parent].order else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = candidate
    }

    private mutating func popFirst() -> Candidate? {
        guard let first = heap.first, let moved = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].order < heap[child].order { child += 1 }
            guard heap[child].order < moved.order else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = moved
        return first
    }
}
