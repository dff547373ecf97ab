/// One product of matrices on the device: C[m, n] = alpha · op(A)[m, k] op(B)[k, n] + beta · C, then `bias` added to each row.
///
/// Everything is row-major. A float32 operand may begin anywhere on 4 bytes, with any pitch of at least its width; a bfloat16
/// one begins at 16 bytes, its pitch and stride are multiples of 8 (others are refused by the library, or slow).
public struct ProductRequest: Sendable {
    public enum Number: Sendable, Hashable { case float32, bfloat16 }
    /// How operands are rounded before they are multiplied. Sums are float32 in all three; `bfloat16` says that the operands
    /// are stored so.
    public enum Compute: Sendable, Hashable { case float32, tf32, bfloat16 }

    public var m, n, k: Int
    /// [m, k], or [k, m] where it is `aTransposed`.
    public var a: DevicePointer
    public var aTransposed: Bool
    /// Elements from one stored row to the next.
    public var aPitch: Int
    public var aType: Number
    /// [k, n], or [n, k] where it is `bTransposed`.
    public var b: DevicePointer
    public var bTransposed: Bool
    public var bPitch: Int
    public var bType: Number
    /// [m, n] float32; not read where `beta` is 0.
    public var c: DevicePointer
    public var cPitch: Int
    public var alpha: Float
    public var beta: Float
    public var compute: Compute
    /// [n] float32.
    public var bias: DevicePointer?
    /// Products of the same shape, one behind the other.
    public var batch: Int
    /// Elements from one to the next; 0 shares an operand.
    public var aStride, bStride, cStride: Int

    public init(
        m: Int, n: Int, k: Int,
        a: DevicePointer, aTransposed: Bool = false, aPitch: Int, aType: Number = .float32,
        b: DevicePointer, bTransposed: Bool = false, bPitch: Int, bType: Number = .float32,
        c: DevicePointer, cPitch: Int,
        alpha: Float = 1, beta: Float = 0, compute: Compute, bias: DevicePointer? = nil,
        batch: Int = 1, aStride: Int = 0, bStride: Int = 0, cStride: Int = 0
    ) {
        self.m = m
        self.n = n
        self.k = k
        self.a = a
        self.aTransposed = aTransposed
        self.aPitch = aPitch
        self.aType = aType
        self.b = b
        self.bTransposed = bTransposed
        self.bPitch = bPitch
        self.bType = bType
        self.c = c
        self.cPitch = cPitch
        self.alpha = alpha
        self.beta = beta
        self.compute = compute
        self.bias = bias
        self.batch = batch
        self.aStride = aStride
        self.bStride = bStride
        self.cStride = cStride
    }

    /// Traps on what no caller may ask: the library would answer with a bare "invalid value".
    func check() {
        precondition(m >= 0 && n >= 0 && k >= 0 && batch >= 0, "a product has no negative sides")
        precondition(aPitch >= (aTransposed ? m : k), "A's pitch \(aPitch) is shorter than its rows")
        precondition(bPitch >= (bTransposed ? k : n), "B's pitch \(bPitch) is shorter than its rows")
        precondition(cPitch >= n, "C's pitch \(cPitch) is shorter than its rows")
        precondition(aType == bType, "both operands of a product are of one type")
        precondition((aType == .bfloat16) == (compute == .bfloat16), "\(compute) is computed from other operands than \(aType)")
        precondition(batch <= 1 || cStride >= (m - 1) * cPitch + n, "the results of a batch lie on each other")
        if aType == .bfloat16 {
            for (place, pitch, stride) in [(a, aPitch, aStride), (b, bPitch, bStride)] {
                precondition(
                    place.address % 16 == 0 && pitch % 8 == 0 && stride % 8 == 0,
                    "bfloat16 operands begin at 16 bytes and have pitches of a multiple of 8")
            }
        }
    }
}
