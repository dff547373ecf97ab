// A language model's forward beside its products. Residual stream, norms and softmax are float32; what the next product
// reads may be written as bf16 besides.
//
// "A block a row": grid any, 256 threads; in a row a thread takes quads t, t + 256, … in order, then `block_sum`.

#define EACH_ROW(rows) for (long long row = blockIdx.x; row < (rows); row += gridDim.x)
#define EACH_QUAD(columns) for (long long j = 4ll * threadIdx.x; j < (columns); j += 4ll * blockDim.x)

/// Four bf16 at once where `aligned` to 8 bytes and all are there.
DEVICE void put_four_bf16(bf16 *p, long long i, long long n, bool aligned, float4 v) {
    if (i + 4 <= n && aligned) {
        *reinterpret_cast<uint2 *>(p + i) = make_uint2(pair_of_bf16(v.x, v.y), pair_of_bf16(v.z, v.w));
        return;
    }
    if (i < n) p[i] = to_bf16(v.x);
    if (i + 1 < n) p[i + 1] = to_bf16(v.y);
    if (i + 2 < n) p[i + 2] = to_bf16(v.z);
    if (i + 3 < n) p[i + 3] = to_bf16(v.w);
}
DEVICE bool is_aligned8(const void *p) { return (reinterpret_cast<wide_bits>(p) & 7u) == 0; }

DEVICE float4 four_bf16(const bf16 *p, long long i, long long n, bool aligned) {
    if (i + 4 <= n && aligned) {
        const uint2 v = *reinterpret_cast<const uint2 *>(p + i);
        return make_float4(low_bf16(v.x), high_bf16(v.x), low_bf16(v.y), high_bf16(v.y));
    }
    return make_float4(
        i < n ? from_bf16(p[i]) : 0, i + 1 < n ? from_bf16(p[i + 1]) : 0, i + 2 < n ? from_bf16(p[i + 2]) : 0,
        i + 3 < n ? from_bf16(p[i + 3]) : 0);
}

DEVICE float add_squares(float4 v, float total) {
    return fmaf(v.w, v.w, fmaf(v.z, v.z, fmaf(v.y, v.y, fmaf(v.x, v.x, total))));
}

/// x factor (offset + w): two roundings beside the sum's, never fused with what follows, so that `transformer_add_rms_norm`
/// has the bits of a norm and an addition.
DEVICE float normed(float x, float w, float offset, float factor) { return x * factor * (offset + w); }
DEVICE float4 normed_four(float4 v, float4 w, float offset, float factor) {
    return make_float4(
        normed(v.x, w.x, offset, factor), normed(v.y, w.y, offset, factor), normed(v.z, w.z, offset, factor),
        normed(v.w, w.w, offset, factor));
}

/// 1 / sqrt(mean of the squares + epsilon), for the block.
DEVICE float rms_factor(const float *own, int columns, bool aligned, float epsilon, float *room) {
    float total = 0;
    EACH_QUAD(columns) total = add_squares(four(own, j, columns, aligned, 0), total);
    return 1.0f / sqrtf(block_sum(total, room) / (float)columns + epsilon);
}

/// out[r] = x[r] / sqrt(mean x[r]² + epsilon) · (offset + weight), as float32 (`out`), bf16 (`packed`) or both; one may be
/// null. A block a row; `out` may be `x`. Twin of `rmsNorm`. `x`, `out`, `packed` `[rows, columns]`, `weight [1, columns]`
KERNEL(
    transformer_rms_norm, const float *x, const float *weight, float *out, bf16 *packed, int rows, int columns,
    float offset, float epsilon) {
    __shared__ float room[32];
    const bool aligned = rows_aligned(x, columns) && is_aligned16(weight) && is_aligned16(out) && is_aligned8(packed);
    EACH_ROW(rows) {
        const float *own = x + row * columns;
        const float factor = rms_factor(own, columns, aligned, epsilon, room);
        EACH_QUAD(columns) {
            const float4 v = normed_four(
                four(own, j, columns, aligned, 0), four(weight, j, columns, aligned, 0), offset, factor);
            if (out) put_four(out + row * columns, j, columns, aligned, v);
            if (packed) put_four_bf16(packed + row * columns, j, columns, aligned, v);
        }
    }
}

/// sum[r] += the norm of x[r], with the bits of the two steps. A block a row. Twin of `addRMSNorm`.
KERNEL(
    transformer_add_rms_norm, const float *x, const float *weight, float *sum, int rows, int columns, float offset,
    float epsilon) {
    __shared__ float room[32];
    const bool aligned = rows_aligned(x, columns) && is_aligned16(weight) && is_aligned16(sum);
    EACH_ROW(rows) {
        const float *own = x + row * columns;
        const float factor = rms_factor(own, columns, aligned, epsilon, room);
        EACH_QUAD(columns) {
            const float4 v = normed_four(
                four(own, j, columns, aligned, 0), four(weight, j, columns, aligned, 0), offset, factor);
            const float4 s = four(sum + row * columns, j, columns, aligned, 0);
            put_four(
                sum + row * columns, j, columns, aligned, make_float4(s.x + v.x, s.y + v.y, s.z + v.z, s.w + v.w));
        }
    }
}

/// Norms parts of each row by themselves, in place: `parts` of them, side by side from column `first` on, each as wide as
/// `weight [1, width]`. A warp a part: any grid, threads any multiple of 32; lane l takes columns l, l + 32, …, then
/// `warp_sum`. Twin of `rmsNormParts`. `x [rows, columns]`
KERNEL(
    transformer_rms_norm_parts, float *x, const float *weight, int rows, int columns, int first, int parts, int width,
    float offset, float epsilon) {
    const long long count = (long long)rows * parts;
    for (long long at = (long long)blockIdx.x * warps() + warp(); at < count; at += (long long)gridDim.x * warps()) {
        float *own = x + at / parts * columns + first + at % parts * width;
        float total = 0;
        for (int j = lane(); j < width; j += 32) total = fmaf(own[j], own[j], total);
        const float factor = 1.0f / sqrtf(warp_sum(total) / (float)width + epsilon);
        for (int j = lane(); j < width; j += 32) own[j] = normed(own[j], weight[j], offset, factor);
    }
}

/// Turns the first 2 half columns of each of the first `heads` heads of every row, in place: with a = x[i], b = x[half + i],
/// c and s of the row's position (start + row mod length): a c - b s and b c + a s. Grid (x: rows, y: strips), any of each,
/// any threads; each pair by itself. Twin of `rotate`. `x [rows, columns]`, `cosine`, `sine` `[positions, half]`
KERNEL(
    transformer_rotate, float *x, const float *cosine, const float *sine, int rows, int columns, int heads, int head_width,
    int half, int length, int start) {
    EACH_ROW(rows) {
        const long long p = (start + row % length) * half;
        for (int k = (int)(blockIdx.y * blockDim.x + threadIdx.x); k < heads * half; k += (int)(gridDim.y * blockDim.x)) {
            const int head = k / half, i = k - head * half;
            float *own = x + row * columns + (long long)head * head_width;
            const float a = own[i], b = own[half + i], c = cosine[p + i], s = sine[p + i];
            own[i] = a * c - b * s;
            own[half + i] = b * c + a * s;
        }
    }
}

/// 0 GELU by tanh, 1 GELU by the error function, 2 SiLU, 3 ReLU.
DEVICE float activated(float x, int activation) {
    if (activation == 0) return gelu_tanh_of(x);
    if (activation == 1) return gelu_of(x);
    if (activation == 2) return silu_of(x);
    return x < 0.0f ? 0.0f : x;
}

DEVICE float4 plus_bias(float4 v, const float *bias, int u, int units) {
    if (!bias) return v;
    const float4 b = four(bias, u, units, false, 0);
    return make_float4(v.x + b.x, v.y + b.y, v.z + b.z, v.w + b.w);
}

/// hidden[t, u] = act(gate + gate_bias[u]) (up + up_bias[u]), or (`gated` 0) act(up + up_bias[u]); biases may be null. Gates
/// and ups lie in one product, rows of `pitch`, whose columns alternate: `group` gates (a multiple of 4, or all units), the
/// same units' ups, and so on; the last group may be a part, its ups behind its gates at once. With group = units they are
/// two halves. Without gates it is `[tokens, units]`. Written as float32 (`out [tokens, units]`), bf16 (`packed`, rows of
/// `packed_pitch`) or both. Grid (x: tokens, y: strips of units), any of each, any threads; each unit by itself. Twin of
/// what stands between the products of `feedForward`.
KERNEL(
    transformer_activate, const float *product, const float *gate_bias, const float *up_bias, float *out, bf16 *packed,
    int tokens, int units, int pitch, int group, int packed_pitch, int activation, int gated) {
    const bool reads_aligned = (pitch & 3) == 0 && (group & 3) == 0 && (units & 3) == 0 && is_aligned16(product);
    const bool writes_aligned = (units & 3) == 0 && is_aligned16(out);
    const bool packs_aligned = (packed_pitch & 3) == 0 && is_aligned8(packed);
    EACH_ROW(tokens) {
        const float *own = product + row * pitch;
        for (int u = 4 * (int)(blockIdx.y * blockDim.x + threadIdx.x); u < units; u += 4 * (int)(gridDim.y * blockDim.x)) {
            // A quad never leaves its group.
            const int first = u / group * group, width = units - first < group ? units - first : group;
            const long long gate_at = 2ll * first + (u - first);
            float4 v;
            if (gated) {
                v = plus_bias(four(own, gate_at, 2ll * first + width, reads_aligned, 0), gate_bias, u, units);
                const float4 up = plus_bias(
                    four(own, gate_at + width, 2ll * (first + width), reads_aligned, 0), up_bias, u, units);
                v = make_float4(
                    activated(v.x, activation) * up.x, activated(v.y, activation) * up.y, activated(v.z, activation) * up.z,
                    activated(v.w, activation) * up.w);
            } else {
                v = plus_bias(four(own, u, units, reads_aligned, 0), up_bias, u, units);
                v = make_float4(
                    activated(v.x, activation), activated(v.y, activation), activated(v.z, activation),
                    activated(v.w, activation));
            }
            if (out) put_four(out + row * units, u, units, writes_aligned, v);
            if (packed) put_four_bf16(packed + row * packed_pitch, u, units, packs_aligned, v);
        }
    }
}

/// Attention's scores to its weights, in place: rows of query · key become softmax(cap(scale · score)) over the keys that the
/// query sees, and 0 elsewhere. Row r of `scores [rows, pitch]` is the query at position `first_query` + r mod `queries` (any
/// number of heads and sequences one after the other); column k < `keys` the key at position `first_key` + k, and below
/// position 0 is nobody. A query sees its own position and those before it; with a `window` above 0 only the window - 1 before it. `cap` 0: none. `packed` (may
/// be null; rows of `packed_pitch`) gets them as bf16, and then `scores` is scratch afterwards. A warp a row: any grid,
/// threads any multiple of 32; lane l takes the visible keys among l, l + 32, …, then `warp_sum`; it reads what it wrote only.
/// Twin of `capped_softmax` and the zeros around it.
KERNEL(
    transformer_attention_weights, float *scores, bf16 *packed, int rows, int queries, int keys, int pitch,
    int packed_pitch, int first_query, int first_key, int window, float scale, float cap) {
    const float inside = cap > 0.0f ? scale / cap : scale;
    for (long long row = (long long)blockIdx.x * warps() + warp(); row < rows; row += (long long)gridDim.x * warps()) {
        float *own = scores + row * pitch;
        const int query = first_query + (int)(row % queries) - first_key;
        int start = window > 0 ? query - window + 1 : 0;
        const int least = first_key < 0 ? -first_key : 0;
        start = start < least ? least : start;
        const int end = query + 1 < keys ? query + 1 : keys;
        float largest = NEGATIVE_INFINITY;
        for (int k = (start & ~31) + lane(); k < end; k += 32) {
            if (k < start) continue;
            const float s = cap > 0.0f ? tanh_of(own[k] * inside) * cap : own[k] * inside;
            own[k] = s;
            largest = larger(s, largest);
        }
        largest = warp_max(largest);
        float sum = 0;
        for (int k = (start & ~31) + lane(); k < end; k += 32) {
            if (k < start) continue;
            const float e = exp_of(own[k] - largest);
            own[k] = e;
            sum += e;
        }
        const float inverse = 1.0f / warp_sum(sum);
        for (int k = lane(); k < keys; k += 32) {
            const float weight = k >= start && k < end ? own[k] * inverse : 0.0f;
            if (packed)
                packed[row * packed_pitch + k] = to_bf16(weight);
            else
                own[k] = weight;
        }
    }
}

/// out[i] = scale · stored[indices[i]], bf16 to float32; a null list stands for 0, 1, 2, …. Rows of `pitch` bf16. Grid (x:
/// rows, y: strips of the columns), any of each. Twin of `gatherRows(of:)` and `unpack` for bf16. `out [count, columns]`
KERNEL(
    transformer_gather_bf16, const bf16 *stored, const int *indices, float *out, int count, int columns, int pitch,
    float scale) {
    const bool aligned = (pitch & 3) == 0 && is_aligned8(stored) && rows_aligned(out, columns);
    EACH_ROW(count) {
        const bf16 *own = stored + (indices ? (long long)indices[row] : row) * pitch;
        for (long long j = 4 * ((long long)blockIdx.y * blockDim.x + threadIdx.x); j < columns;
             j += 4ll * gridDim.y * blockDim.x) {
            float4 v = four_bf16(own, j, columns, aligned);
            if (scale != 1.0f) v = make_float4(v.x * scale, v.y * scale, v.z * scale, v.w * scale);
            put_four(out + row * columns, j, columns, aligned, v);
        }
    }
}

/// A half-precision number as float32, exactly. The exponent and fraction fall into place 112 below their bias; the product
/// also makes subnormals normal. Twin of f16_to_f32, bit for bit.
DEVICE float from_f16(unsigned short h) {
    const unsigned size = h & 0x7FFFu, sign = (h & 0x8000u) << 16;
    if (size < 0x7C00u) return __uint_as_float(__float_as_uint(__uint_as_float(size << 13) * 5.192296858534828e33f) | sign);
    return __uint_as_float(0x7F800000u | (size << 13) | (size > 0x7C00u ? 0x00400000u : 0u) | sign);
}

/// The same for half-precision rows.
KERNEL(
    transformer_gather_f16, const unsigned short *stored, const int *indices, float *out, int count, int columns, int pitch,
    float scale) {
    EACH_ROW(count) {
        const unsigned short *own = stored + (indices ? (long long)indices[row] : row) * pitch;
        for (long long j = (long long)blockIdx.y * blockDim.x + threadIdx.x; j < columns; j += (long long)gridDim.y * blockDim.x) {
            const float x = from_f16(own[j]);
            out[row * columns + j] = scale != 1.0f ? x * scale : x;
        }
    }
}

/// packed[b, j] = a[b, j] as bf16, nearest, ties to even; zeros for columns ≤ j < pitch, which a product's alignment asks
/// for. Rows of `a_pitch` floats and `pitch` bf16. Grid (x: rows, y: strips), any of each. `a [rows, columns]`
KERNEL(transformer_pack_bf16, const float *a, bf16 *packed, int rows, int columns, int a_pitch, int pitch) {
    const bool aligned = (a_pitch & 3) == 0 && is_aligned16(a) && (pitch & 3) == 0 && is_aligned8(packed);
    EACH_ROW(rows) {
        for (long long j = 4 * ((long long)blockIdx.y * blockDim.x + threadIdx.x); j < pitch;
             j += 4ll * gridDim.y * blockDim.x)
            put_four_bf16(packed + row * pitch, j, pitch, aligned, four(a + row * a_pitch, j, columns, aligned, 0));
    }
}

/// flag |= 1 where a number of 16 bits has all of the exponent's bits: infinite or NaN. `exponent` is 0x7F80 for bf16, 0x7C00
/// for half precision; flag 0 before. Any grid, any threads. What products of stored weights ask once, when those are
/// uploaded. `stored [rows, columns]` without gaps
KERNEL(transformer_any_nonfinite16, const unsigned short *stored, int *flag, int rows, int columns, int exponent) {
    const long long n = elements(rows, columns);
    for (long long i = global_thread(); i < n; i += global_threads()) {
        if ((stored[i] & exponent) != exponent) continue;
        atomicOr(flag, 1);
        return;
    }
}
