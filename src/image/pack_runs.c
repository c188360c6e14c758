/* SPDX-License-Identifier: MIT
 *
 * Deflate (RFC 1951) for what drawn pages are: in the differences between their rows nearly all
 * bytes are zero. Runs of one byte are taken first; only what lies between them is looked up, among
 * what began with the same four bytes the last time, so that bubbles side by side are found again.
 * Each block has Huffman codes of its own, made by the textbook: two queues, then lengths beyond
 * the limit are shortened at the cost of others. */
#include "image/pack_runs.h"

#include "base/error.h"
#include "image/pack.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    LITERALS = 286, /* bytes, the end of a block, lengths */
    END = 256,
    DISTANCES = 30,
    ORDERS = 19, /* of code lengths */
    BLOCK = 1 << 16,
    REACH = 1 << 15,  /* how far back a match may lie */
    WINDOW = 1 << 20, /* bytes that are kept at least until the next are moved to its beginning */
    PLACE_BITS = 13,
    RUN_LEAST = 6, /* shorter ones may be part of a longer match */
    LENGTH_MOST = 258,
    LENGTH_LEAST = 3,
    LITERAL_BITS = 15,
    ORDER_BITS = 7
};

/* A byte, or 256 + a length and, 16 bits higher, its distance less one. */
typedef uint32_t token;

struct packer {
    struct omr_buffer *into;
    uint64_t bits;
    int bit_count;
    token *tokens; /* BLOCK of them */
    int count;
    uint8_t symbol_of[LENGTH_MOST + 1]; /* of a length, from 0 */
    uint8_t *window;                    /* rows one after the other */
    size_t filled;
    int32_t place[1 << PLACE_BITS]; /* in the window, where four bytes were seen last; or -1 */
};

struct code {
    uint8_t length[LITERALS];
    uint16_t bits[LITERALS]; /* the first bit lowest */
};

static const uint8_t extra_bits[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                       2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t first_length[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                          15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                          67, 83, 99, 115, 131, 163, 195, 227, 258};

static void put(struct packer *packer, uint32_t value, int count) {
    packer->bits |= (uint64_t)value << packer->bit_count;
    packer->bit_count += count;
    if (packer->bit_count < 32)
        return;
    char bytes[4];
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(packer->bits >> 8 * i & 255);
    omr_buffer_append(packer->into, bytes, 4);
    packer->bits >>= 32;
    packer->bit_count -= 32;
}

static void put_last(struct packer *packer) {
    for (; packer->bit_count > 0; packer->bit_count -= 8, packer->bits >>= 8)
        omr_buffer_char(packer->into, (char)(packer->bits & 255));
}

struct weight {
    uint32_t count;
    int symbol;
};

static int compare_weights(const void *a, const void *b) {
    const struct weight *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    return x->symbol - y->symbol;
}

/* How many leaves of the tree over `count` sorted weights lie at each depth, up to `limit`. */
static void count_depths(int at_depth[LITERAL_BITS + 1], const struct weight *weights, int count,
                         int limit) {
    uint64_t sum[LITERALS];
    int parent[2 * LITERALS], depth[2 * LITERALS], leaf = 0, inner = 0;
    for (int made = 0; made < count - 1; made++) {
        sum[made] = 0;
        for (int k = 0; k < 2; k++) {
            bool takes_leaf = leaf < count && (inner == made || weights[leaf].count <= sum[inner]);
            sum[made] += takes_leaf ? weights[leaf].count : sum[inner];
            parent[takes_leaf ? leaf++ : count + inner++] = count + made;
        }
    }
    memset(at_depth, 0, (LITERAL_BITS + 1) * sizeof *at_depth);
    depth[2 * count - 2] = 0;
    for (int node = 2 * count - 3; node >= 0; node--) {
        depth[node] = depth[parent[node]] + 1;
        if (node < count)
            at_depth[depth[node] < limit ? depth[node] : limit]++;
    }
}

/* Leaves that were cut to the limit take room that others must give. */
static void make_room(int at_depth[LITERAL_BITS + 1], int limit) {
    uint32_t taken = 0;
    for (int d = 1; d <= limit; d++)
        taken += (uint32_t)at_depth[d] << (limit - d);
    for (; taken > 1u << limit; taken--) {
        int d = limit - 1;
        while (!at_depth[d])
            d--;
        at_depth[limit]--;
        at_depth[d]--;
        at_depth[d + 1] += 2;
    }
}

static uint16_t reverse(uint32_t bits, int count) {
    uint32_t reversed = 0;
    for (int i = 0; i < count; i++)
        reversed |= (bits >> i & 1) << (count - 1 - i);
    return (uint16_t)reversed;
}

/* At least two symbols occur. */
static void make_code(struct code *code, const uint32_t *counts, int symbols, int limit) {
    struct weight weights[LITERALS];
    int used = 0, at_depth[LITERAL_BITS + 1];
    uint32_t next[LITERAL_BITS + 2] = {0};
    *code = (struct code){.length = {0}};
    for (int s = 0; s < symbols; s++)
        if (counts[s])
            weights[used++] = (struct weight){counts[s], s};
    qsort(weights, (size_t)used, sizeof *weights, compare_weights);
    count_depths(at_depth, weights, used, limit);
    make_room(at_depth, limit);
    for (int d = 1, i = used - 1; d <= limit; d++) {
        next[d + 1] = (next[d] + (uint32_t)at_depth[d]) << 1;
        for (int k = 0; k < at_depth[d]; k++)
            code->length[weights[i--].symbol] = (uint8_t)d;
    }
    for (int s = 0; s < symbols; s++)
        if (code->length[s])
            code->bits[s] = reverse(next[code->length[s]]++, code->length[s]);
}

static void put_symbol(struct packer *packer, const struct code *code, int symbol) {
    put(packer, code->bits[symbol], code->length[symbol]);
}

/* The lengths of both codes, themselves packed. */
static void put_codes(struct packer *packer, const struct code *literals,
                      const struct code *distances) {
    static const uint8_t order[ORDERS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                          11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint32_t counts[ORDERS] = {0};
    struct code lengths;
    for (int s = 0; s < LITERALS; s++)
        counts[literals->length[s]]++;
    for (int s = 0; s < DISTANCES; s++)
        counts[distances->length[s]]++;
    make_code(&lengths, counts, ORDERS, ORDER_BITS);
    put(packer, LITERALS - 257, 5);
    put(packer, DISTANCES - 1, 5);
    put(packer, ORDERS - 4, 4);
    for (int i = 0; i < ORDERS; i++)
        put(packer, lengths.length[order[i]], 3);
    for (int s = 0; s < LITERALS; s++)
        put_symbol(packer, &lengths, literals->length[s]);
    for (int s = 0; s < DISTANCES; s++)
        put_symbol(packer, &lengths, distances->length[s]);
}

static int literal_of(const struct packer *packer, token one) {
    uint32_t value = one & 0xffff;
    return value < 256 ? (int)value : 257 + packer->symbol_of[value - 256];
}

/* Of a distance less one; `*extra` bits follow it. */
static int distance_symbol(uint32_t less, int *extra) {
    int highest = less < 2 ? 0 : 31 - __builtin_clz(less);
    *extra = highest > 1 ? highest - 1 : 0;
    return less < 2 ? (int)less : 2 * highest + (int)(less >> (highest - 1) & 1);
}

static void put_match(struct packer *packer, token one, const struct code *distances) {
    uint32_t length = (one & 0xffff) - 256, less = one >> 16;
    int symbol = packer->symbol_of[length], extra;
    put(packer, length - first_length[symbol], extra_bits[symbol]);
    put_symbol(packer, distances, distance_symbol(less, &extra));
    put(packer, less & ((1u << extra) - 1), extra);
}

static void put_tokens(struct packer *packer, const struct code *literals,
                       const struct code *distances) {
    for (int i = 0; i < packer->count; i++) {
        put_symbol(packer, literals, literal_of(packer, packer->tokens[i]));
        if ((packer->tokens[i] & 0xffff) >= 256)
            put_match(packer, packer->tokens[i], distances);
    }
    put_symbol(packer, literals, END);
}

static void end_block(struct packer *packer, bool is_last) {
    uint32_t counts[LITERALS] = {0}, far[DISTANCES] = {0};
    struct code literals, distances;
    int extra;
    for (int i = 0; i < packer->count; i++) {
        counts[literal_of(packer, packer->tokens[i])]++;
        if ((packer->tokens[i] & 0xffff) >= 256)
            far[distance_symbol(packer->tokens[i] >> 16, &extra)]++;
    }
    counts[END] = 1;
    counts[0]++; /* a code has two symbols at least */
    far[0]++;
    far[1]++;
    make_code(&literals, counts, LITERALS, LITERAL_BITS);
    make_code(&distances, far, DISTANCES, LITERAL_BITS);
    put(packer, is_last ? 5 : 4, 3);
    put_codes(packer, &literals, &distances);
    put_tokens(packer, &literals, &distances);
    packer->count = 0;
}

static size_t run_length(const uint8_t *bytes, size_t size) {
    uint64_t pattern = bytes[0] * UINT64_C(0x0101010101010101), next;
    size_t length = 1;
    for (; length + 8 <= size; length += 8) {
        memcpy(&next, bytes + length, 8);
        if (next != pattern)
            break;
    }
    while (length < size && bytes[length] == bytes[0])
        length++;
    return length;
}

static size_t same_length(const uint8_t *a, const uint8_t *b, size_t most) {
    size_t length = 0;
    while (length < most && a[length] == b[length])
        length++;
    return length;
}

static void add_token(struct packer *packer, size_t value, size_t distance) {
    packer->tokens[packer->count++] = (token)(value | (distance - 1) << 16);
    if (packer->count == BLOCK)
        end_block(packer, false);
}

static void add_run(struct packer *packer, uint8_t byte, size_t run) {
    size_t rest = run - 1;
    add_token(packer, byte, 1);
    while (rest >= LENGTH_LEAST) {
        size_t length = rest < LENGTH_MOST ? rest : LENGTH_MOST;
        add_token(packer, 256 + length, 1);
        rest -= length;
    }
    for (; rest; rest--)
        add_token(packer, byte, 1);
}

/* How many bytes from `at` on stood before, where the table says; 0 for fewer than four. */
static size_t find_match(struct packer *packer, size_t at, size_t end, size_t *distance) {
    uint32_t here, there;
    size_t most = end - at < LENGTH_MOST ? end - at : LENGTH_MOST;
    if (most < sizeof here)
        return 0;
    memcpy(&here, packer->window + at, sizeof here);
    int32_t *place = &packer->place[here * UINT32_C(2654435761) >> (32 - PLACE_BITS)];
    int32_t seen = *place;
    *place = (int32_t)at;
    if (seen < 0 || at - (size_t)seen > REACH)
        return 0;
    memcpy(&there, packer->window + seen, sizeof there);
    *distance = at - (size_t)seen;
    return here == there ? same_length(packer->window + seen, packer->window + at, most) : 0;
}

static void add_row(struct packer *packer, size_t at, size_t end) {
    while (at < end) {
        size_t distance, length, run = run_length(packer->window + at, end - at);
        if (run >= RUN_LEAST) {
            add_run(packer, packer->window[at], run);
            at += run;
        } else if ((length = find_match(packer, at, end, &distance))) {
            add_token(packer, 256 + length, distance);
            at += length;
        } else {
            add_token(packer, packer->window[at++], 1);
        }
    }
}

/* Room for a row: what can still be matched moves to the front. */
static uint8_t *take_row(struct packer *packer, size_t size) {
    if (packer->filled + size > WINDOW + size) {
        size_t dropped = packer->filled - REACH;
        memmove(packer->window, packer->window + dropped, REACH);
        packer->filled = REACH;
        for (int i = 0; i < 1 << PLACE_BITS; i++)
            packer->place[i] =
                packer->place[i] >= (int32_t)dropped ? packer->place[i] - (int32_t)dropped : -1;
    }
    packer->filled += size;
    return packer->window + packer->filled - size;
}

static void subtract(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t size) {
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(row[i] - above[i]);
}

static void pack_rows(struct packer *packer, const struct omr_raster *raster) {
    size_t size = (size_t)raster->width * (size_t)raster->channels;
    uint32_t checksum = 1;
    for (int y = 0; y < raster->height; y++) {
        const uint8_t *pixels = raster->pixels + (size_t)y * raster->stride;
        uint8_t *row = take_row(packer, size + 1);
        row[0] = 2;
        if (y)
            subtract(row + 1, pixels, pixels - raster->stride, size);
        else
            memcpy(row + 1, pixels, size);
        checksum = omr_rows_sum(checksum, row, size + 1);
        add_row(packer, packer->filled - size - 1, packer->filled);
    }
    end_block(packer, true);
    put_last(packer);
    omr_append_32(packer->into, checksum);
}

static void know_lengths(struct packer *packer) {
    for (int length = LENGTH_LEAST, symbol = 0; length <= LENGTH_MOST; length++) {
        while (symbol < 28 && length >= first_length[symbol + 1])
            symbol++;
        packer->symbol_of[length] = (uint8_t)symbol;
    }
}

enum omr_status omr_runs_pack(struct omr_buffer *into, const struct omr_raster *raster,
                              struct omr_error *err) {
    struct packer *packer = calloc(1, sizeof *packer);
    bool is_packed = false;
    if (!packer)
        return omr_fail_memory(err);
    packer->into = into;
    packer->tokens = malloc(BLOCK * sizeof *packer->tokens);
    packer->window = malloc(WINDOW + (size_t)raster->width * (size_t)raster->channels + 1);
    memset(packer->place, -1, sizeof packer->place);
    know_lengths(packer);
    if (packer->tokens && packer->window) {
        omr_buffer_append(into, "\x78\x01", 2);
        pack_rows(packer, raster);
        is_packed = !into->has_failed;
    }
    free(packer->tokens);
    free(packer->window);
    free(packer);
    return is_packed ? OMR_OK : omr_fail_memory(err);
}
