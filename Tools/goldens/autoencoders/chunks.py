"""The random chunks of OrtSAE's term, from the product's own generator, restated from its description.

Philox 4x32-10 (Salmon et al. 2011) on (position, stream) under the key `seed` gives two 64-bit words a position; a
number below n is the high word of word * n, drawn again where the low word is below 2^64 mod n; the shuffle is Fisher
and Yates from the end. Chunks: as many as are needed for `size` each, sizes that differ by at most one, each sorted.
"""

MASK = 0xFFFFFFFF
FIRST_STREAM = 1 << 40


def block(seed, stream, position):
    x = [position & MASK, position >> 32, stream & MASK, stream >> 32]
    k = [seed & MASK, seed >> 32]
    for _ in range(10):
        p, q = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
        x = [(q >> 32) ^ x[1] ^ k[0], q & MASK, (p >> 32) ^ x[3] ^ k[1], p & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return x[1] << 32 | x[0], x[3] << 32 | x[2]


def words(seed, stream):
    position = 0
    while True:
        yield from block(seed, stream, position)
        position += 1


def below(bound, source):
    while True:
        product = next(source) * bound
        if product & (2**64 - 1) >= 2**64 % bound:
            return product >> 64


def random_chunks(count, size, seed, step):
    parts = -(-count // size)
    if parts == 1:
        return [list(range(count))]
    source, order = words(seed, FIRST_STREAM + step), list(range(count))
    for i in range(count - 1, 0, -1):
        j = below(i + 1, source)
        order[i], order[j] = order[j], order[i]
    return [sorted(order[p * count // parts : (p + 1) * count // parts]) for p in range(parts)]
