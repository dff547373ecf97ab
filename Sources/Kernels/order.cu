// Entries by column, without a sort. Rows are taken 32 at a time: word (g, i) of `turned` has bit r set where row 32 g + r has
// an entry in column i. Counting its bits gives each column's count and how many entries of a column lie before a group of
// rows, so that every entry finds its place by itself, and rows ascend in each column by construction.

/// Sets the bits. starts int64 `[rows + 1]`, indices `[n]`; turned `[⌈rows/32⌉, columns]`, zero before.
/// Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks.
KERNEL(order_turn, const long long *starts, const int *indices, int rows, int columns, unsigned *turned) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    unsigned *group = turned + elements(row / 32, columns);
    const unsigned bit = 1u << (row & 31);
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) atomicOr(&group[indices[at]], bit);
}

/// before[g, i] = entries of column i in the groups before g; counts[i] = all of them. turned and before `[groups, columns]`,
/// counts `[columns]`. Launch: a thread a column, 256 threads: ⌈columns/256⌉ blocks.
KERNEL(order_count, const unsigned *turned, int groups, int columns, int *before, int *counts) {
    const int column = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (column >= columns) return;
    int sum = 0;
    for (int first = 0; first < groups; first += 8) {
        // Eight words on their way at once.
        unsigned words[8];
#pragma unroll
        for (int s = 0; s < 8; s++) words[s] = first + s < groups ? turned[elements(first + s, columns) + column] : 0u;
#pragma unroll
        for (int s = 0; s < 8; s++) {
            if (first + s < groups) before[elements(first + s, columns) + column] = sum;
            sum += __popc(words[s]);
        }
    }
    counts[column] = sum;
}

/// tokens and positions `[n]` of a ColumnOrder, each entry put at its place. columnStarts int64 `[columns + 1]`: the scan of
/// `order_count`'s counts (scan_counts). Launch: as `order_turn`. Twin, with the three before it, of `orderByColumn`.
KERNEL(order_fill, const long long *starts, const int *indices, int rows, int columns, const unsigned *turned,
       const int *before, const long long *columnStarts, int *tokens, int *positions) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    const long long group = elements(row / 32, columns);
    const unsigned earlier = (1u << (row & 31)) - 1u;
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) {
        const int column = indices[at];
        const long long place = columnStarts[column] + before[group + column] + __popc(turned[group + column] & earlier);
        tokens[place] = row;
        positions[place] = (int)at;
    }
}

/// out[k] = values[positions[k]]: numbers in row order brought into column order. All `[n]`. Grid-stride, 256 threads.
/// Twin of `permute`, for values and for entries.
KERNEL(permute_values, const float *values, const int *positions, int n, float *out) {
    for (long long k = global_thread(); k < n; k += global_threads()) out[k] = values[positions[k]];
}
