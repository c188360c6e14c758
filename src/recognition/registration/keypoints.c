/* SPDX-License-Identifier: MIT */
#include "recognition/registration/keypoints.h"

#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Blurs of one octave: three steps to twice the size, and three more to look beyond both ends. */
enum { STEPS = 3, BLURS = STEPS + 3, LEAST_SIDE = 24, MARGIN = 5, DIRECTIONS = 36 };
static const double FIRST_BLUR = 1.6, CAMERA_BLUR = 0.5, PI = 3.14159265358979323846;
/* A difference of fewer grey levels is noise; the ratio of curvatures at an edge. */
static const float LEAST_CONTRAST = 2.5F, EDGE_RATIO = 10;
/* Other directions of a point count that have so much of the main one. */
static const double SECOND_DIRECTION = 0.8;

struct plane {
    int width, height;
    float *value;
};

struct octave {
    struct plane blur[BLURS];
    double zoom; /* picture px by px of the octave */
};

/* Px of its octave, and the blur, counted in steps. */
struct extremum {
    double x, y, step;
};

/* A place worth describing. */
struct found {
    int octave;
    struct extremum at;
    float strength;
};

enum { OCTAVES_MOST = 8 };
struct finder {
    struct octave octave[OCTAVES_MOST];
    int octave_count;
    struct omr_buffer found; /* struct found */
};

static bool plane_init(struct plane *plane, int width, int height) {
    *plane = (struct plane){width, height, malloc((size_t)width * (size_t)height * sizeof(float))};
    return plane->value;
}

static inline float *plane_row(const struct plane *plane, int y) {
    return plane->value + (size_t)y * (size_t)plane->width;
}

static inline float plane_at(const struct plane *plane, int x, int y) {
    return plane_row(plane, y)[x];
}

static int clamp(int value, int most) {
    return value < 0 ? 0 : value > most ? most : value;
}

/* Weights of a Gaussian, [0] the middle; returns how many. */
enum { TAPS = 24 };
static int gaussian(float weight[TAPS], double sigma) {
    int taps = (int)ceil(3 * sigma) + 1;
    double sum = 0;
    taps = taps > TAPS ? TAPS : taps;
    for (int k = 0; k < taps; k++)
        sum += (k ? 2 : 1) * exp(-k * k / (2 * sigma * sigma));
    for (int k = 0; k < taps; k++)
        weight[k] = (float)(exp(-k * k / (2 * sigma * sigma)) / sum);
    return taps;
}

/* `padded` has room for the row and TAPS pixels more on either side. */
static void blur_row(const float *in, float *out, int width, const float *weight, int taps,
                     float *padded) {
    float *middle = padded + TAPS;
    for (int k = 0; k < TAPS; k++)
        padded[k] = in[0], middle[width + k] = in[width - 1];
    memcpy(middle, in, (size_t)width * sizeof *in);
    for (int x = 0; x < width; x++)
        out[x] = weight[0] * middle[x];
    for (int k = 1; k < taps; k++)
        for (int x = 0; x < width; x++)
            out[x] += weight[k] * (middle[x - k] + middle[x + k]);
}

static void blur_down(const struct plane *in, struct plane *out, int y, const float *weight,
                      int taps) {
    float *row = plane_row(out, y);
    const float *middle = plane_row(in, y);
    for (int x = 0; x < in->width; x++)
        row[x] = weight[0] * middle[x];
    for (int k = 1; k < taps; k++) {
        const float *above = plane_row(in, clamp(y - k, in->height - 1));
        const float *below = plane_row(in, clamp(y + k, in->height - 1));
        for (int x = 0; x < in->width; x++)
            row[x] += weight[k] * (above[x] + below[x]);
    }
}

static bool plane_blur(struct plane *out, const struct plane *in, double sigma) {
    float weight[TAPS];
    struct plane across;
    int taps = gaussian(weight, sigma);
    float *padded = malloc(((size_t)in->width + 2 * TAPS) * sizeof *padded);
    bool is_made = plane_init(&across, in->width, in->height);
    is_made = plane_init(out, in->width, in->height) && is_made && padded;
    for (int y = 0; is_made && y < in->height; y++)
        blur_row(plane_row(in, y), plane_row(&across, y), in->width, weight, taps, padded);
    for (int y = 0; is_made && y < in->height; y++)
        blur_down(&across, out, y, weight, taps);
    free(across.value);
    free(padded);
    return is_made;
}

static bool plane_halve(struct plane *out, const struct plane *in) {
    if (!plane_init(out, in->width / 2, in->height / 2))
        return false;
    for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x++)
            plane_row(out, y)[x] = plane_at(in, 2 * x, 2 * y);
    return true;
}

static double blur_of(int step) {
    return FIRST_BLUR * pow(2, step / (double)STEPS);
}

static void octave_clear(struct octave *octave) {
    for (int k = 0; k < BLURS; k++)
        free(octave->blur[k].value);
    memset(octave, 0, sizeof *octave);
}

/* The blurs after the first. */
static bool octave_fill(struct octave *octave) {
    for (int k = 1; k < BLURS; k++) {
        double before = blur_of(k - 1), after = blur_of(k);
        if (!plane_blur(&octave->blur[k], &octave->blur[k - 1],
                        sqrt(after * after - before * before)))
            return false;
    }
    return true;
}

static bool first_octave(struct octave *octave, const struct omr_pixmap *picture) {
    struct plane sharp;
    *octave = (struct octave){.zoom = 1};
    if (!plane_init(&sharp, picture->width, picture->height))
        return false;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++)
            plane_row(&sharp, y)[x] = omr_pixmap_row(picture, y)[x];
    bool is_made = plane_blur(&octave->blur[0], &sharp,
                              sqrt(FIRST_BLUR * FIRST_BLUR - CAMERA_BLUR * CAMERA_BLUR));
    free(sharp.value);
    return is_made && octave_fill(octave);
}

/* Difference of the blurs `k` + 1 and `k`. */
static inline float difference(const struct octave *octave, int k, int x, int y) {
    return plane_at(&octave->blur[k + 1], x, y) - plane_at(&octave->blur[k], x, y);
}

static bool is_extreme(const struct octave *octave, int k, int x, int y, float value) {
    for (int s = k - 1; s <= k + 1; s++)
        for (int v = y - 1; v <= y + 1; v++)
            for (int u = x - 1; u <= x + 1; u++) {
                float other = difference(octave, s, u, v);
                if ((s != k || u != x || v != y) && (value > 0 ? other >= value : other <= value))
                    return false;
            }
    return true;
}

/* Where between pixels and blurs the difference is extreme; false on an edge, which says
 * nothing of the place along it. */
static bool sharpen(struct extremum *e, const struct octave *o, int k, int x, int y, float value) {
    float right = difference(o, k, x + 1, y), left = difference(o, k, x - 1, y);
    float below = difference(o, k, x, y + 1), above = difference(o, k, x, y - 1);
    float after = difference(o, k + 1, x, y), before = difference(o, k - 1, x, y);
    float xx = right + left - 2 * value, yy = below + above - 2 * value;
    float xy = (difference(o, k, x + 1, y + 1) - difference(o, k, x - 1, y + 1) -
                difference(o, k, x + 1, y - 1) + difference(o, k, x - 1, y - 1)) /
               4;
    float trace = xx + yy, det = xx * yy - xy * xy, ss = after + before - 2 * value;
    if (det <= 0 || trace * trace * EDGE_RATIO >= (EDGE_RATIO + 1) * (EDGE_RATIO + 1) * det)
        return false;
    double dx = (right - left) / 2, dy = (below - above) / 2;
    double u = -((double)yy * dx - (double)xy * dy) / det;
    double v = -((double)xx * dy - (double)xy * dx) / det;
    double s = fabsf(ss) > 1e-6F ? -(after - before) / 2 / ss : 0;
    *e = (struct extremum){x + fmax(-0.6, fmin(0.6, u)), y + fmax(-0.6, fmin(0.6, v)),
                           k + fmax(-0.6, fmin(0.6, s))};
    return true;
}

struct gradient {
    double length, angle;
};

static struct gradient gradient_at(const struct plane *plane, int x, int y) {
    double dx = plane_at(plane, x + 1, y) - plane_at(plane, x - 1, y);
    double dy = plane_at(plane, x, y + 1) - plane_at(plane, x, y - 1);
    return (struct gradient){sqrt(dx * dx + dy * dy), atan2(dy, dx)};
}

static bool is_within(const struct plane *plane, int x, int y) {
    return x > 0 && y > 0 && x < plane->width - 1 && y < plane->height - 1;
}

/* How much gradient there is in each direction around a point. */
static void gather_directions(double bin[DIRECTIONS], const struct plane *plane,
                              const struct extremum *e, double size) {
    double raw[DIRECTIONS] = {0}, sigma = 1.5 * size;
    int radius = (int)lround(3 * sigma), cx = (int)lround(e->x), cy = (int)lround(e->y);
    for (int v = -radius; v <= radius; v++)
        for (int u = -radius; u <= radius; u++) {
            if (!is_within(plane, cx + u, cy + v))
                continue;
            struct gradient g = gradient_at(plane, cx + u, cy + v);
            int k = (int)lround(g.angle * (DIRECTIONS / (2 * PI)) + DIRECTIONS) % DIRECTIONS;
            raw[k] += g.length * exp(-(u * u + v * v) / (2 * sigma * sigma));
        }
    for (int k = 0; k < DIRECTIONS; k++)
        bin[k] = (raw[(k + DIRECTIONS - 2) % DIRECTIONS] + raw[(k + 2) % DIRECTIONS]) / 16 +
                 (raw[(k + DIRECTIONS - 1) % DIRECTIONS] + raw[(k + 1) % DIRECTIONS]) / 4 +
                 raw[k] * 3 / 8;
}

/* Adds `weight` to the fields and directions around (row, column, direction). */
static void spread(double *number, double row, double column, double direction, double weight) {
    int r0 = (int)floor(row), c0 = (int)floor(column), d0 = (int)floor(direction);
    for (int r = r0; r <= r0 + 1; r++)
        for (int c = c0; c <= c0 + 1; c++)
            for (int d = d0; d <= d0 + 1; d++) {
                if (r < 0 || r >= OMR_KEYPOINT_FIELDS || c < 0 || c >= OMR_KEYPOINT_FIELDS)
                    continue;
                int at = (r * OMR_KEYPOINT_FIELDS + c) * OMR_KEYPOINT_DIRECTIONS +
                         (d + OMR_KEYPOINT_DIRECTIONS) % OMR_KEYPOINT_DIRECTIONS;
                number[at] += weight * (1 - fabs(row - r)) * (1 - fabs(column - c)) *
                              (1 - fabs(direction - d));
            }
}

/* Numbers of length 1, none of them above 0.2, so that one strong edge does not drown the rest. */
static void normalise(uint8_t *out, double *number) {
    for (int round = 0; round < 2; round++) {
        double sum = 1e-9;
        for (int i = 0; i < OMR_KEYPOINT_NUMBERS; i++)
            sum += number[i] * number[i];
        for (int i = 0; i < OMR_KEYPOINT_NUMBERS; i++)
            number[i] = round ? number[i] / sqrt(sum) : fmin(0.2, number[i] / sqrt(sum));
    }
    for (int i = 0; i < OMR_KEYPOINT_NUMBERS; i++)
        out[i] = (uint8_t)fmin(255, 512 * number[i] + 0.5);
}

static void describe(uint8_t *out, const struct plane *plane, const struct extremum *e, double size,
                     double angle) {
    double number[OMR_KEYPOINT_NUMBERS] = {0};
    double field = 3 * size, cosine = cos(angle) / field, sine = sin(angle) / field;
    int radius = (int)lround(field * 1.4142 * (OMR_KEYPOINT_FIELDS + 1) / 2);
    int cx = (int)lround(e->x), cy = (int)lround(e->y);
    for (int v = -radius; v <= radius; v++)
        for (int u = -radius; u <= radius; u++) {
            double dx = cx + u - e->x, dy = cy + v - e->y;
            double across = cosine * dx + sine * dy, down = cosine * dy - sine * dx;
            double column = across + OMR_KEYPOINT_FIELDS / 2.0 - 0.5;
            double row = down + OMR_KEYPOINT_FIELDS / 2.0 - 0.5;
            if (row <= -1 || row >= OMR_KEYPOINT_FIELDS || column <= -1 ||
                column >= OMR_KEYPOINT_FIELDS || !is_within(plane, cx + u, cy + v))
                continue;
            struct gradient g = gradient_at(plane, cx + u, cy + v);
            double turn = (g.angle - angle) / (2 * PI);
            double direction = (turn - floor(turn)) * OMR_KEYPOINT_DIRECTIONS;
            double near = exp(-(across * across + down * down) /
                              (OMR_KEYPOINT_FIELDS * OMR_KEYPOINT_FIELDS / 2.0));
            spread(number, row, column, direction, near * g.length);
        }
    normalise(out, number);
}

/* Adds the extrema between the blurs of one octave. */
static void search(struct finder *finder, int number) {
    const struct octave *o = &finder->octave[number];
    const struct plane *plane = &o->blur[0];
    for (int k = 1; k <= STEPS; k++)
        for (int y = MARGIN; y < plane->height - MARGIN; y++)
            for (int x = MARGIN; x < plane->width - MARGIN; x++) {
                float value = difference(o, k, x, y);
                struct found one = {.octave = number, .strength = fabsf(value)};
                if (one.strength >= LEAST_CONTRAST && is_extreme(o, k, x, y, value) &&
                    sharpen(&one.at, o, k, x, y, value))
                    omr_buffer_append(&finder->found, &one, sizeof one);
            }
}

/* Fills the octaves; false when memory ran out. */
static bool blur(struct finder *finder, const struct omr_pixmap *picture) {
    struct octave *o = finder->octave;
    finder->octave_count = 1;
    if (!first_octave(o, picture))
        return false;
    while (finder->octave_count < OCTAVES_MOST && o->blur[0].width >= 2 * LEAST_SIDE &&
           o->blur[0].height >= 2 * LEAST_SIDE) {
        struct octave *next = o + 1;
        finder->octave_count++;
        next->zoom = 2 * o->zoom;
        if (!plane_halve(&next->blur[0], &o->blur[STEPS]) || !octave_fill(next))
            return false;
        o = next;
    }
    return true;
}

/* The strongest first; among equals that which comes first on the picture. */
static int compare_found(const void *a, const void *b) {
    const struct found *p = a, *q = b;
    if (p->strength != q->strength)
        return p->strength > q->strength ? -1 : 1;
    if (p->octave != q->octave)
        return p->octave < q->octave ? -1 : 1;
    if (p->at.y != q->at.y)
        return p->at.y < q->at.y ? -1 : 1;
    return (p->at.x > q->at.x) - (p->at.x < q->at.x);
}

/* Describes one place by each of its main directions, two at most; returns how many. */
static int describe_found(struct omr_keypoint *out, const struct finder *finder,
                          const struct found *found) {
    const struct octave *o = &finder->octave[found->octave];
    const struct plane *plane = &o->blur[clamp((int)lround(found->at.step), BLURS - 1)];
    double size = FIRST_BLUR * pow(2, found->at.step / STEPS), bin[DIRECTIONS], most = 0;
    int count = 0;
    gather_directions(bin, plane, &found->at, size);
    for (int k = 0; k < DIRECTIONS; k++)
        most = fmax(most, bin[k]);
    for (int k = 0; k < DIRECTIONS && count < 2; k++) {
        double left = bin[(k + DIRECTIONS - 1) % DIRECTIONS], right = bin[(k + 1) % DIRECTIONS];
        if (bin[k] < SECOND_DIRECTION * most || bin[k] <= left || bin[k] <= right)
            continue;
        double peak = k + (left - right) / 2 / (left - 2 * bin[k] + right);
        double angle = peak * 2 * PI / DIRECTIONS;
        out[count] = (struct omr_keypoint){.x = (float)((found->at.x + 0.5) * o->zoom - 0.5),
                                           .y = (float)((found->at.y + 0.5) * o->zoom - 0.5),
                                           .size = (float)(size * o->zoom),
                                           .angle = (float)angle,
                                           .strength = found->strength};
        describe(out[count++].number, plane, &found->at, size, angle);
    }
    return count;
}

enum omr_status omr_keypoints_find(struct omr_keypoints *keypoints,
                                   const struct omr_pixmap *picture, int most,
                                   struct omr_error *err) {
    struct finder finder = {.octave_count = 0};
    struct omr_keypoints made = {0};
    bool is_blurred = blur(&finder, picture);
    for (int i = 0; is_blurred && i < finder.octave_count; i++)
        search(&finder, i);
    int count = (int)(finder.found.size / sizeof(struct found));
    count = count > most ? most : count;
    made.item = malloc((2 * (size_t)count + 1) * sizeof *made.item);
    bool is_made = is_blurred && !finder.found.has_failed && made.item;
    if (is_made && count) {
        struct found *found = (struct found *)(void *)finder.found.bytes;
        qsort(found, finder.found.size / sizeof *found, sizeof *found, compare_found);
        for (int i = 0; i < count; i++)
            made.count += describe_found(&made.item[made.count], &finder, &found[i]);
    }
    for (int i = 0; i < finder.octave_count; i++)
        octave_clear(&finder.octave[i]);
    omr_buffer_clear(&finder.found);
    if (!is_made) {
        free(made.item);
        return omr_fail_memory(err);
    }
    *keypoints = made;
    return OMR_OK;
}

void omr_keypoints_clear(struct omr_keypoints *keypoints) {
    free(keypoints->item);
    *keypoints = (struct omr_keypoints){0};
}

int omr_keypoint_distance(const struct omr_keypoint *a, const struct omr_keypoint *b) {
    int sum = 0;
    for (int i = 0; i < OMR_KEYPOINT_NUMBERS; i++) {
        int off = a->number[i] - b->number[i];
        sum += off * off;
    }
    return sum;
}
