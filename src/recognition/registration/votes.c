/* SPDX-License-Identifier: MIT */
#include "recognition/registration/votes.h"

#include "base/error.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Pairs of a point and a candidate that vote in each of the turns, at most. */
enum { MOST_PAIRS = 800000, MOST_SIDE = 640 };
/* Of each turn so many shifts are elected, at least this far apart by the usual spacing. */
enum { ELECTED_PER_TURN = 4, TURNS = 8 };
static const double APART = 0.45, CELL = 0.22;
/* Candidates of other sizes than this, by the usual, do not vote. */
static const double ALIKE = 1.5;

/* Quarter turns, and the same from behind. */
static const int TURN[TURNS][4] = {{1, 0, 0, 1},  {0, -1, 1, 0}, {-1, 0, 0, -1}, {0, 1, -1, 0},
                                   {-1, 0, 0, 1}, {1, 0, 0, -1}, {0, 1, 1, 0},   {0, -1, -1, 0}};

struct poll {
    const struct omr_constellation *all;
    struct omr_point *drawn; /* candidates drawn back onto the page */
    int drawn_count;
    int *votes; /* columns x rows of shifts */
    int columns, rows;
    double cell, left, top;
};

static bool invert(struct omr_homography *inverse, const struct omr_homography *map) {
    const double *h = map->h;
    const double a[9] = {
        h[4] * h[8] - h[5] * h[7], h[2] * h[7] - h[1] * h[8], h[1] * h[5] - h[2] * h[4],
        h[5] * h[6] - h[3] * h[8], h[0] * h[8] - h[2] * h[6], h[2] * h[3] - h[0] * h[5],
        h[3] * h[7] - h[4] * h[6], h[1] * h[6] - h[0] * h[7], h[0] * h[4] - h[1] * h[3]};
    double det = h[0] * a[0] + h[1] * a[3] + h[2] * a[6];
    if (!(fabs(det) > 1e-15))
        return false;
    for (int k = 0; k < 9; k++)
        inverse->h[k] = a[k] / det;
    return true;
}

static void draw_back(struct poll *poll, const struct omr_match *match) {
    const struct omr_constellation *all = poll->all;
    const struct omr_form_page *page = all->sheet->page;
    struct omr_homography inverse;
    if (!invert(&inverse, &match->map))
        return;
    double usual = 0;
    for (int i = 0; i < all->count; i++)
        usual += all->size[i] / all->count;
    for (int i = 0; i < all->seen_count; i++) {
        struct omr_point p = omr_homography_apply(&inverse, all->seen[i]);
        if (!(p.x > -page->width && p.x < 2 * page->width && p.y > -page->height &&
              p.y < 2 * page->height))
            continue;
        double scale = omr_homography_scale(&match->map, p);
        double ratio = scale > 0 ? all->seen_size[i] / (scale * usual * match->factor) : 0;
        if (ratio * ALIKE > 1 && ratio < ALIKE)
            poll->drawn[poll->drawn_count++] = p;
    }
}

/* Page point `p` turned about the page's middle. */
static struct omr_point turned(const struct poll *poll, const int turn[4], struct omr_point p) {
    double x = p.x - poll->all->sheet->page->width / 2,
           y = p.y - poll->all->sheet->page->height / 2;
    return (struct omr_point){turn[0] * x + turn[1] * y, turn[2] * x + turn[3] * y};
}

static void count_votes(struct poll *poll, const int turn[4]) {
    const struct omr_constellation *all = poll->all;
    memset(poll->votes, 0, (size_t)poll->columns * (size_t)poll->rows * sizeof *poll->votes);
    double share = fmin(1, MOST_PAIRS / ((double)all->count * poll->drawn_count + 1));
    for (int j = 0; j < poll->drawn_count; j++) {
        if ((uint32_t)j * 2654435761u > share * UINT32_MAX) /* an even sample without a rhythm */
            continue;
        struct omr_point q = turned(poll, turn, poll->drawn[j]);
        double left = q.x + poll->left, top = q.y + poll->top;
        for (int i = 0; i < all->count; i++) {
            int x = (int)((all->point[i].x - left) / poll->cell);
            int y = (int)((all->point[i].y - top) / poll->cell);
            if (x >= 0 && y >= 0 && x < poll->columns && y < poll->rows)
                poll->votes[y * poll->columns + x]++;
        }
    }
}

/* Votes in the 3 x 3 cells around one. */
static int votes_around(const struct poll *poll, int x, int y) {
    int sum = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            sum += poll->votes[(y + dy) * poll->columns + x + dx];
    return sum;
}

static void keep(struct omr_elected *elected, const struct omr_match *match) {
    int at = elected->count;
    while (at > 0 && elected->item[at - 1].explained < match->explained)
        at--;
    if (at == OMR_ELECTED_MOST)
        return;
    if (elected->count < OMR_ELECTED_MOST)
        elected->count++;
    for (int i = elected->count - 1; i > at; i--)
        elected->item[i] = elected->item[i - 1];
    elected->item[at] = *match;
}

/* The map under which a bubble lies where `match` has the page point that the turn and the shift
 * bring onto it. */
static struct omr_match moved(const struct poll *poll, const struct omr_match *match,
                              const int turn[4], double shift_x, double shift_y) {
    const struct omr_form_page *page = poll->all->sheet->page;
    /* bubble = turn (p - middle) + shift, so p = turned back (bubble - shift) + middle */
    const double back[9] = {
        turn[0], turn[2], page->width / 2 - turn[0] * shift_x - turn[2] * shift_y,
        turn[1], turn[3], page->height / 2 - turn[1] * shift_x - turn[3] * shift_y,
        0,       0,       1};
    struct omr_match moved = *match;
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
            moved.map.h[3 * r + c] = match->map.h[3 * r] * back[c] +
                                     match->map.h[3 * r + 1] * back[3 + c] +
                                     match->map.h[3 * r + 2] * back[6 + c];
    for (int k = 0; k < 9 && fabs(moved.map.h[8]) > 1e-12; k++)
        moved.map.h[k] = k < 8 ? moved.map.h[k] / moved.map.h[8] : moved.map.h[k];
    moved.map.h[8] = 1;
    return moved;
}

/* Takes the shift with the most votes, then the next that is not beside it, ... */
static void elect(struct omr_elected *elected, struct poll *poll, const struct omr_match *match,
                  const int turn[4], double apart) {
    int reach = (int)ceil(apart / poll->cell);
    for (int n = 0; n < ELECTED_PER_TURN; n++) {
        int most = 0, best_x = 0, best_y = 0;
        for (int y = 1; y + 1 < poll->rows; y++)
            for (int x = 1; x + 1 < poll->columns; x++) {
                if (4 * poll->votes[y * poll->columns + x] <= most)
                    continue;
                int votes = votes_around(poll, x, y);
                if (votes > most)
                    most = votes, best_x = x, best_y = y;
            }
        if (!most)
            return;
        struct omr_match one = moved(poll, match, turn, poll->left + (best_x + 0.5) * poll->cell,
                                     poll->top + (best_y + 0.5) * poll->cell);
        one.explained = most;
        keep(elected, &one);
        for (int y = best_y - reach; y <= best_y + reach; y++)
            for (int x = best_x - reach; x <= best_x + reach; x++)
                if (x >= 0 && y >= 0 && x < poll->columns && y < poll->rows)
                    poll->votes[y * poll->columns + x] = 0;
    }
}

enum omr_status omr_vote(struct omr_elected *elected, const struct omr_constellation *all,
                         const struct omr_match *match, struct omr_arena *arena,
                         struct omr_error *err) {
    const struct omr_form_page *page = all->sheet->page;
    struct poll poll = {.all = all};
    double spacing = 1e9, longest = fmax(page->width, page->height);
    for (int i = 0; i < all->count; i++)
        spacing = fmin(spacing, all->spacing[i]);
    /* Shifts of a bubble by up to a page's length from the middle, either way. */
    poll.cell = fmax(CELL * spacing, 2.6 * longest / MOST_SIDE);
    poll.left = page->width / 2 - 1.3 * longest;
    poll.top = page->height / 2 - 1.3 * longest;
    poll.columns = poll.rows = (int)(2.6 * longest / poll.cell) + 2;
    poll.drawn = OMR_ARENA_ARRAY(arena, struct omr_point, (size_t)all->seen_count + 1);
    poll.votes =
        omr_arena_take(arena, (size_t)poll.columns * (size_t)poll.rows, sizeof *poll.votes);
    if (!poll.drawn || !poll.votes)
        return omr_fail_memory(err);
    elected->count = 0;
    draw_back(&poll, match);
    for (int t = 0; t < TURNS; t++) {
        count_votes(&poll, TURN[t]);
        elect(elected, &poll, match, TURN[t], APART * spacing);
    }
    return OMR_OK;
}
