import CUDA

/// Twins of operations on marks.
extension Device {
    /// Waits.
    func count(_ marks: LatentMarks) -> Int {
        operation("count of marks") {
            let total = scratch(19, bytes: 8)
            zero(total, bytes: 8)
            launch("mark_count", grid: Device.blocks(marks.count), marks.read(self), .pointer(total), .size(marks.count))
            return Int(value(total, as: Int32.self))
        }
    }

    func mark(_ kernel: String, _ other: LatentMarks, in out: LatentMarks) {
        operation("marks") {
            let input = other.read(self)
            launch(kernel, grid: Device.blocks(out.count), input, out.update(self), .size(out.count))
        }
    }

    func mark(_ listed: [Int32], in out: LatentMarks) {
        operation("marks of a list") {
            if listed.isEmpty { return }
            let input = list(listed[...], 0)
            launch("mark_listed", grid: Device.blocks(listed.count), input, out.update(self), .size(listed.count))
        }
    }

    func fill(_ marks: LatentMarks, _ isMarked: Bool) {
        operation("all marks") {
            launch("mark_fill", grid: Device.blocks(marks.count), marks.overwrite(self), .size(marks.count), .flag(isMarked))
        }
    }

    func stamp(_ value: Int32, where marks: LatentMarks, in out: IndexMatrix) {
        operation("stamp") {
            let input = marks.read(self)
            launch("mark_stamp", grid: Device.blocks(marks.count), input, out.update(self), .size(marks.count), .int(value))
        }
    }

    func markColumns(of z: Matrix, above thresholds: Matrix?, in marks: LatentMarks) {
        operation("markColumns") {
            let input = z.read(self), limits = thresholds?.read(self) ?? .null
            let place = marks.storage.place(on: self, .overwrite)
            zero(place, bytes: marks.count)
            launch(
                "mark_columns_above", grid: (z.columns + 255) / 256, by: min(64, max(1, z.rows)), input, limits, .pointer(place),
                .size(z.rows), .size(z.columns))
        }
    }
}
