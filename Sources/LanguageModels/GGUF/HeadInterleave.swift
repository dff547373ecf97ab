/// The order of rows in which llama.cpp keeps queries and keys of its `llama` architecture, undone for a vector;
/// `StoredMatrix.undoingInterleave` does it for a matrix.
enum HeadInterleave {
    /// Element h D + s D/2 + i of the result is element h D + 2 i + s.
    static func undone(_ vector: [Float], headWidth: Int) -> [Float] {
        let half = headWidth / 2
        return vector.indices.map { row in
            let i = row % headWidth
            return vector[row - i + 2 * (i % half) + i / half]
        }
    }
}
