/// The line search of Moré and Thuente (ACM TOMS 20, 1994): it finds a step where the function has fallen enough and is
/// nearly flat, by cubic and quadratic interpolation inside a bracket that shrinks.
///
/// The constants and the order of the cases are those of L-BFGS-B 3.0's search, because a probe that stops at the same
/// tolerance should stop at the same point as scikit-learn's.
struct LineSearch {
    /// A step length with the function's value and its slope along the direction.
    struct Point {
        var step: Double
        var value: Double
        var slope: Double
    }

    private static let sufficientDecrease = 1e-3
    private static let curvature = 0.9
    private static let narrowest = 0.1
    private static let longestStep = 1e10

    private let start: Point
    private var best: Point
    private var other: Point
    private var isBracketed = false
    private var isFirstStage = true
    private var width = longestStep
    private var widthBefore = 2 * longestStep
    private var low = 0.0
    private var high: Double
    /// The step to evaluate next.
    private(set) var step: Double

    /// - Parameters:
    ///   - slope: along the direction at step 0; below 0.
    ///   - step: the first to try; above 0.
    init(value: Double, slope: Double, step: Double) {
        start = Point(step: 0, value: value, slope: slope)
        best = start
        other = start
        self.step = step
        high = 5 * step
    }

    /// Takes the function's value and slope at `step`. True: that step is accepted; false: another `step` is to be
    /// evaluated.
    mutating func accept(value: Double, slope: Double) -> Bool {
        let wanted = Self.sufficientDecrease * start.slope
        let line = start.value + step * wanted
        if isFirstStage && value <= line && slope >= 0 { isFirstStage = false }
        let stuck = isBracketed && (step <= low || step >= high || high - low <= Self.narrowest * high)
        let far = step == Self.longestStep && value <= line && slope <= wanted
        let near = step == 0 && (value > line || slope >= wanted)
        let done = value <= line && abs(slope) <= Self.curvature * -start.slope
        if stuck || far || near || done { return true }

        var here = Point(step: step, value: value, slope: slope)
        if isFirstStage && value <= best.value && value > line {
            // The function minus the line of sufficient decrease has a minimum where the function itself may have none.
            func tilt(_ point: inout Point, by sign: Double) {
                point.value += sign * point.step * wanted
                point.slope += sign * wanted
            }
            tilt(&here, by: -1)
            tilt(&best, by: -1)
            tilt(&other, by: -1)
            interpolate(here)
            tilt(&best, by: 1)
            tilt(&other, by: 1)
        } else {
            interpolate(here)
        }
        if isBracketed {
            if abs(other.step - best.step) >= 0.66 * widthBefore { step = best.step + 0.5 * (other.step - best.step) }
            widthBefore = width
            width = abs(other.step - best.step)
            low = min(best.step, other.step)
            high = max(best.step, other.step)
        } else {
            low = step + 1.1 * (step - best.step)
            high = step + 4 * (step - best.step)
        }
        step = min(max(step, 0), Self.longestStep)
        if isBracketed && (step <= low || step >= high || high - low <= Self.narrowest * high) { step = best.step }
        return false
    }

    /// Chooses the next step from the best point, the other end of the bracket and the newest point, and moves the
    /// bracket. The four cases are those of section 4 of the paper.
    private mutating func interpolate(_ here: Point) {
        let sign = here.slope * (best.slope < 0 ? -1.0 : 1.0)
        var next: Double
        /// The minimum of the cubic through two points; `root` is its discriminant's root, with the sign that the case
        /// asks for.
        func theta(_ a: Point, _ b: Point) -> (theta: Double, scale: Double, discriminant: Double) {
            let theta = 3 * (a.value - b.value) / (b.step - a.step) + a.slope + b.slope
            let scale = max(abs(theta), abs(a.slope), abs(b.slope))
            let ratio = theta / scale
            return (theta, scale, ratio * ratio - (a.slope / scale) * (b.slope / scale))
        }
        if here.value > best.value {
            let (theta, scale, discriminant) = theta(best, here)
            var gamma = scale * max(0, discriminant).squareRoot()
            if here.step < best.step { gamma = -gamma }
            let r = ((gamma - best.slope) + theta) / (((gamma - best.slope) + gamma) + here.slope)
            let cubic = best.step + r * (here.step - best.step)
            let quadratic =
                best.step
                + (best.slope / ((best.value - here.value) / (here.step - best.step) + best.slope)) / 2
                * (here.step - best.step)
            next =
                abs(cubic - best.step) < abs(quadratic - best.step) ? cubic : cubic + (quadratic - cubic) / 2
            isBracketed = true
        } else if sign < 0 {
            let (theta, scale, discriminant) = theta(best, here)
            var gamma = scale * max(0, discriminant).squareRoot()
            if here.step > best.step { gamma = -gamma }
            let r = ((gamma - here.slope) + theta) / (((gamma - here.slope) + gamma) + best.slope)
            let cubic = here.step + r * (best.step - here.step)
            let secant = here.step + here.slope / (here.slope - best.slope) * (best.step - here.step)
            next = abs(cubic - here.step) > abs(secant - here.step) ? cubic : secant
            isBracketed = true
        } else if abs(here.slope) < abs(best.slope) {
            let (theta, scale, discriminant) = theta(best, here)
            var gamma = scale * max(0, discriminant).squareRoot()
            if here.step > best.step { gamma = -gamma }
            let r = ((gamma - here.slope) + theta) / ((gamma + (best.slope - here.slope)) + gamma)
            let cubic =
                r < 0 && gamma != 0
                ? here.step + r * (best.step - here.step) : here.step > best.step ? high : low
            let secant = here.step + here.slope / (here.slope - best.slope) * (best.step - here.step)
            if isBracketed {
                next = abs(cubic - here.step) < abs(secant - here.step) ? cubic : secant
                let limit = here.step + 0.66 * (other.step - here.step)
                next = here.step > best.step ? min(limit, next) : max(limit, next)
            } else {
                next = abs(cubic - here.step) > abs(secant - here.step) ? cubic : secant
                next = max(low, min(high, next))
            }
        } else if isBracketed {
            let (theta, scale, discriminant) = theta(here, other)
            var gamma = scale * max(0, discriminant).squareRoot()
            if here.step > other.step { gamma = -gamma }
            let r = ((gamma - here.slope) + theta) / (((gamma - here.slope) + gamma) + other.slope)
            next = here.step + r * (other.step - here.step)
        } else {
            next = here.step > best.step ? high : low
        }
        if here.value > best.value {
            other = here
        } else {
            if sign < 0 { other = best }
            best = here
        }
        step = next
    }
}
