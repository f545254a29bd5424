#!/usr/bin/env python3
"""Derive the polynomial coefficients of `src/num/vector/lane.rs`, in 60 digits.

Each polynomial interpolates a smooth function at the Chebyshev nodes of its interval, which is
within a small factor of the best approximation (Trefethen 2013, "Approximation theory and
approximation practice", chapters 4 and 16). Coefficients are rounded to doubles, lowest degree
first, and the error printed beside them is that of the rounded ones, relative to the function
that the polynomial serves.

    python3 benches/accuracy/coefficients.py
"""

from mpmath import mp, mpf

mp.dps = 60


def interpolate(f, low, high, degree):
    """The coefficients in x of the interpolant at the Chebyshev nodes of [low, high]."""
    middle, radius = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    n = degree + 1
    angles = [mp.pi * (2 * i + 1) / (2 * n) for i in range(n)]
    values = [f(middle + radius * mp.cos(a)) for a in angles]
    chebyshev = [
        2 * mp.fsum(v * mp.cos(k * a) for v, a in zip(values, angles)) / n for k in range(n)
    ]
    chebyshev[0] /= 2
    return shifted(monomials(chebyshev), middle, radius)


def monomials(chebyshev):
    """From a sum of Chebyshev polynomials to one of powers."""
    before, now = [mpf(1)], [mpf(0), mpf(1)]
    total = [mpf(0)] * len(chebyshev)
    for k, c in enumerate(chebyshev):
        basis = before if k == 0 else now
        for i, b in enumerate(basis):
            total[i] += c * b
        if k > 0:
            doubled = [mpf(0)] + [2 * b for b in now]
            for i, b in enumerate(before):
                doubled[i] -= b
            before, now = now, doubled
    return total


def shifted(powers, middle, radius):
    """From powers of (x - middle)/radius to powers of x."""
    total = [mpf(0)] * len(powers)
    for c in reversed(powers):
        for i in range(len(total) - 1, -1, -1):
            total[i] = (total[i - 1] if i > 0 else mpf(0)) / radius - total[i] * middle / radius
        total[0] += c
    return total


def worst(f, coefficients, low, high, weight):
    """The largest |p - f|·weight over a fine grid."""
    grid = [mpf(low) + (mpf(high) - low) * i / 4000 for i in range(4001)]
    return max(abs(mp.polyval(coefficients[::-1], x) - f(x)) * weight(x) for x in grid)


def rust(x):
    """A double as Rust and rustfmt write it, with the digits grouped by three."""
    text = repr(float(x))
    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    groups = [decimals[i : i + 3] for i in range(0, len(decimals), 3)]
    grouped = whole + "." + ("_".join(groups) or "0")
    return grouped + (f"e{int(exponent)}" if exponent else "")


def show(name, f, low, high, degree, weight):
    """Print one array of coefficients with its interval and its error."""
    coefficients = [mpf(float(c)) for c in interpolate(f, low, high, degree)]
    error = worst(f, coefficients, low, high, weight)
    print(f"{name}: degree {degree} on [{mp.nstr(mpf(low), 6)}, {mp.nstr(mpf(high), 6)}],", end=" ")
    print(f"error 2^{mp.nstr(mp.log(error, 2), 4)}")
    for c in coefficients:
        print(f"    {rust(c)},")


def near_zero(f, series):
    """f, but its Taylor series where f cancels."""
    return lambda x: series(x) if abs(x) < mpf(10) ** -8 else f(x)


def expm1_tail(x):
    """(e^x - 1 - x - x^2/2)/x^3."""
    series = lambda x: mp.fsum(x**n / mp.factorial(n + 3) for n in range(6))
    return near_zero(lambda x: (mp.expm1(x) - x - x**2 / 2) / x**3, series)(x)


def atanh_tail(z):
    """(2·atanh(s)/s - 2)/z at z = s^2."""
    series = lambda z: mp.fsum(2 * z**n / (2 * n + 3) for n in range(6))
    root = lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z
    return near_zero(root, series)(z)


def sine(z):
    """sin(pi·u/4)/u at z = u^2."""
    return near_zero(lambda z: mp.sin(mp.pi * mp.sqrt(z) / 4) / mp.sqrt(z), lambda z: mp.pi / 4)(z)


def cosine(z):
    """cos(pi·u/4) at z = u^2."""
    return mp.cos(mp.pi * mp.sqrt(z) / 4)


def erf_tail(z):
    """erf(x)/x - 1 at z = x^2."""
    first = 2 / mp.sqrt(mp.pi)
    return near_zero(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, lambda z: first - 1 - first * z / 3)(z)


def scaled_erfcx(t):
    """(x + 1/2)·e^(x^2)·erfc(x) at t = ERFC_SLOPE/(x + 5/2) - ERFC_OFFSET."""
    x = ERFC_SLOPE / (t + ERFC_OFFSET) - mpf("2.5")
    return (x + mpf("0.5")) * mp.exp(x**2) * mp.erfc(x)


# These take 1/(x + 5/2) for x from 28 to 3/4 onto [-1, 1]; rounded, as the code has them.
ERFC_SLOPE = mpf(float(2 / (1 / mpf("3.25") - 1 / mpf("30.5"))))
ERFC_OFFSET = mpf(float((1 / mpf("3.25") + 1 / mpf("30.5")) / (1 / mpf("3.25") - 1 / mpf("30.5"))))


def main():
    half = mp.log(2) / 2 * mpf("1.0001")
    show("EXP_M1", expm1_tail, -half, half, 9, lambda x: x**2)
    z = (3 - 2 * mp.sqrt(2)) ** 2 * mpf("1.0001")
    show("LN", atanh_tail, 0, z, 6, lambda z: z / 2)
    show("SIN", sine, 0, 1, 6, lambda z: 1 / sine(z))
    show("COS", cosine, 0, 1, 7, lambda z: 1 / cosine(z))
    show("ERF", erf_tail, 0, 1, 12, lambda z: 1 / (1 + erf_tail(z)))
    show("ERFC", scaled_erfcx, -1, 1, 20, lambda t: 1 / scaled_erfcx(t))
    print(f"ERFC_SLOPE: {rust(ERFC_SLOPE)}, ERFC_OFFSET: {rust(ERFC_OFFSET)}")
    print(f"LN_2_LOW: {rust(mp.log(2) - mpf(float(mp.log(2))))}")


if __name__ == "__main__":
    main()
