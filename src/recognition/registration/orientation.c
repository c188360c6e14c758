/* SPDX-License-Identifier: MIT */
#include "recognition/registration/orientation.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

enum { MOVES = 7, SAMPLE = 240 };
/* Quarter turns and mirrors. */
static const int TURN[MOVES][4] = {{-1, 0, 0, -1}, {0, -1, 1, 0}, {0, 1, -1, 0}, {-1, 0, 0, 1},
                                   {1, 0, 0, -1},  {0, 1, 1, 0},  {0, -1, -1, 0}};
/* A form looks the same when so many of its bubbles have one within this share of their size. */
static const double SAME_SHARE = 0.75, SAME_PLACE = 0.6;
/* Letters tell when they agree so much with one way up, and so much less with the others; a little
 * less with the registration's leaves it open. At least so many different ones. See unmarked.c. */
static const double LETTERS_SPEAK = 0.38, LETTERS_APART = 0.15, LETTERS_DOUBT = 0.05;
enum { LEAST_KINDS = 2 };
/* A marker's box is this dark at least, and paper at most. */
static const double DARK = 0.5, LIGHT = 0.3;

static struct omr_point moved(const struct omr_page_move *move, const struct omr_form_page *page,
                              struct omr_point p) {
    double x = p.x - page->width / 2, y = p.y - page->height / 2;
    return (struct omr_point){
        move->turn[0] * x + move->turn[1] * y + page->width / 2 + move->shift.x,
        move->turn[2] * x + move->turn[3] * y + page->height / 2 + move->shift.y};
}

static bool is_behind(const struct omr_page_move *move) {
    return move->turn[0] * move->turn[3] - move->turn[1] * move->turn[2] < 0;
}

/* Share of the bubbles that come to lie on bubbles. */
static double same_share(const struct omr_page_move *move, const struct omr_sheet *sheet,
                         const struct omr_nearest *near) {
    const struct omr_form_page *page = sheet->page;
    double reach = SAME_PLACE * omr_bubble_classes_least_px(sheet->classes);
    int every = page->bubble_count / SAMPLE + 1, asked = 0, same = 0;
    for (int i = 0; i < page->bubble_count; i += every, asked++)
        same += omr_nearest_find(near, moved(move, page, near->points[i]), reach) >= 0;
    return asked ? same / (double)asked : 0;
}

/* Whether a rotation marker is where the registration has it, and not where the move would. */
static bool is_settled_by_marker(const struct omr_sheet *sheet, const struct omr_page_map *map,
                                 const struct omr_page_move *move) {
    for (int i = 0; i < sheet->page->marker_count; i++) {
        const struct omr_box *box = &sheet->page->markers[i].box;
        if (sheet->page->markers[i].kind != OMR_MARKER_ROTATION)
            continue;
        struct omr_point a = moved(move, sheet->page, (struct omr_point){box->left, box->top});
        struct omr_point b = moved(
            move, sheet->page, (struct omr_point){box->left + box->width, box->top + box->height});
        struct omr_box other = {fmin(a.x, b.x), fmin(a.y, b.y), fabs(a.x - b.x), fabs(a.y - b.y)};
        return omr_marker_darkness(sheet, map, box) > DARK &&
               omr_marker_darkness(sheet, map, &other) < LIGHT;
    }
    return false;
}

/* The moves under which the form looks the same; gives their number. */
static int find_moves(struct omr_page_move move[MOVES], const struct omr_sheet *sheet,
                      const struct omr_page_map *map, const struct omr_nearest *near) {
    int count = 0;
    for (int k = 0; k < MOVES; k++) {
        struct omr_page_move one = {.shift = {0, 0}};
        memcpy(one.turn, TURN[k], sizeof one.turn);
        if (same_share(&one, sheet, near) >= SAME_SHARE && !is_settled_by_marker(sheet, map, &one))
            move[count++] = one;
    }
    return count;
}

static void decide(struct omr_orientation *orientation, const struct omr_letters *letters,
                   const struct omr_page_move *move, int count) {
    static const struct omr_page_move still = {{1, 0, 0, 1}, {0, 0}};
    double front = -1, behind = -1;
    int kinds = 0, best_front = -1, best_behind = -1;
    double here = omr_letters_agree(letters, &still, NULL, &kinds);
    here = kinds >= LEAST_KINDS ? here : 0;
    for (int k = 0; k < count; k++) {
        double agreement = omr_letters_agree(letters, &move[k], NULL, &kinds);
        double *most = is_behind(&move[k]) ? &behind : &front;
        if (kinds < LEAST_KINDS || agreement <= *most)
            continue;
        *most = agreement;
        *(is_behind(&move[k]) ? &best_behind : &best_front) = k;
    }
    int best = -1;
    if (front > LETTERS_SPEAK && front > here + LETTERS_APART)
        best = best_front;
    if (behind > LETTERS_SPEAK && behind > fmax(here, front) + LETTERS_APART)
        best = best_behind;
    orientation->is_turned = best >= 0;
    if (best >= 0)
        orientation->move = move[best];
    orientation->is_doubtful =
        best < 0 && fmax(front, behind) > fmax(LETTERS_SPEAK, here + LETTERS_DOUBT);
    orientation->is_sure = best >= 0 || (here > LETTERS_SPEAK && here > front + LETTERS_APART);
}

enum omr_status omr_orientation_ask(struct omr_orientation *orientation,
                                    const struct omr_sheet *sheet,
                                    const struct omr_registration *registration,
                                    struct omr_arena *arena, struct omr_error *err) {
    const struct omr_form_page *page = sheet->page;
    struct omr_page_move move[MOVES];
    struct omr_nearest near;
    struct omr_letters letters;
    *orientation = (struct omr_orientation){.is_sure = false};
    struct omr_point *middles =
        OMR_ARENA_ARRAY(arena, struct omr_point, (size_t)page->bubble_count + 1);
    if (!middles)
        return omr_fail_memory(err);
    for (int i = 0; i < page->bubble_count; i++)
        middles[i] = (struct omr_point){page->bubbles[i].x, page->bubbles[i].y};
    enum omr_status status = omr_nearest_init(&near, middles, page->bubble_count, 48, arena, err);
    if (status)
        return status;
    int count = find_moves(move, sheet, &registration->map, &near);
    if (!count)
        return OMR_OK;
    status = omr_letters_take(&letters, sheet, registration, arena, err);
    if (!status)
        decide(orientation, &letters, move, count);
    return status;
}

/* The corner marker that marker `k` comes to lie on. */
static int marker_after(const struct omr_page_move *move, const struct omr_form_page *page,
                        const struct omr_box marker[OMR_MARKERS_MOST], int k) {
    struct omr_point to = moved(move, page,
                                (struct omr_point){marker[k].left + marker[k].width / 2,
                                                   marker[k].top + marker[k].height / 2});
    int is_right = to.x > page->width / 2, is_below = to.y > page->height / 2;
    return is_below ? (is_right ? 2 : 3) : is_right;
}

struct omr_hypothesis omr_hypothesis_turned(const struct omr_hypothesis *hypothesis,
                                            const struct omr_page_move *move,
                                            const struct omr_form_page *page) {
    struct omr_hypothesis turned = *hypothesis;
    struct omr_box marker[OMR_MARKERS_MOST];
    const int *t = move->turn;
    double x = page->width / 2, y = page->height / 2;
    double dx = x + move->shift.x, dy = y + move->shift.y;
    /* b = t (p - middle) + middle + shift, so p = t transposed (b - middle - shift) + middle */
    const double back[9] = {
        t[0], t[2], x - t[0] * dx - t[2] * dy, t[1], t[3], y - t[1] * dx - t[3] * dy, 0, 0, 1};
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
            turned.map.h[3 * r + c] = hypothesis->map.h[3 * r] * back[c] +
                                      hypothesis->map.h[3 * r + 1] * back[3 + c] +
                                      hypothesis->map.h[3 * r + 2] * back[6 + c];
    for (int k = 0; k < 9; k++)
        turned.map.h[k] /= turned.map.h[8] != 0 && k < 8 ? turned.map.h[8] : 1;
    turned.map.h[8] = 1;
    turned.is_mirrored = hypothesis->is_mirrored != is_behind(move);
    if (omr_corner_markers(page, marker) == OMR_MARKERS_MOST)
        for (int k = 0; k < OMR_MARKERS_MOST; k++)
            turned.square[marker_after(move, page, marker, k)] = hypothesis->square[k];
    return turned;
}
