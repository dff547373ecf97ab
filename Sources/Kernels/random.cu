// Random numbers: Philox 4x32-10 (Salmon et al. 2011), a block of 128 bits for a seed, a stream and a position, the same bits as
// CounterRandom's.

DEVICE uint4 random_block(wide_bits seed, wide_bits stream, wide_bits position) {
    unsigned x0 = (unsigned)position, x1 = (unsigned)(position >> 32), x2 = (unsigned)stream, x3 = (unsigned)(stream >> 32);
    unsigned k0 = (unsigned)seed, k1 = (unsigned)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        const unsigned low0 = x0 * 0xD2511F53u, high0 = __umulhi(x0, 0xD2511F53u);
        const unsigned low1 = x2 * 0xCD9E8D57u, high1 = __umulhi(x2, 0xCD9E8D57u);
        x0 = high1 ^ x1 ^ k0;
        x1 = low1;
        x2 = high0 ^ x3 ^ k1;
        x3 = low0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return make_uint4(x0, x1, x2, x3);
}

DEVICE float uniform_of(unsigned word, float low, float width) {
    return (float)(word >> 8) * 5.9604644775390625e-8f * width + low;  // 2^-24
}

/// out[4k ..< 4k + 4] from the block at position + k: uniform in [low, low + width), 24 bits. Seed, stream and position in
/// two words each. Any grid, any threads. Twin of `fillUniform`, bit for bit. `out [rows, columns]`
KERNEL(
    random_uniform, float *out, int rows, int columns, unsigned seed_low, unsigned seed_high, unsigned stream_low,
    unsigned stream_high, unsigned position_low, unsigned position_high, float low, float width) {
    const wide_bits seed = ((wide_bits)seed_high << 32) | seed_low, stream = ((wide_bits)stream_high << 32) | stream_low;
    const wide_bits position = ((wide_bits)position_high << 32) | position_low;
    const long long n = elements(rows, columns);
    const bool aligned = is_aligned16(out);
    for (long long k = global_thread(); 4 * k < n; k += global_threads()) {
        const uint4 words = random_block(seed, stream, position + (wide_bits)k);
        put_four(
            out, 4 * k, n, aligned,
            make_float4(
                uniform_of(words.x, low, width), uniform_of(words.y, low, width), uniform_of(words.z, low, width),
                uniform_of(words.w, low, width)));
    }
}
