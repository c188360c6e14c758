/* SPDX-License-Identifier: MIT
 *
 * A curled sheet may be followed so that most of it lies right and one block of bubbles a row or a
 * column off, where nearly all of its outlines are explained. What tells are its ends: there are
 * outlines one step beyond the block on one side, and none under its last bubbles on the other. It
 * is moved one step at most: blocks that could go anywhere would explain other forms, too, and this
 * one seen the wrong way up. */
#include "base/error.h"
#include "recognition/registration/fit_steps.h"

#include <math.h>
#include <string.h>

enum { RIGHT, LEFT, BELOW, ABOVE, WAYS };
/* On larger forms neighbours are not asked for. */
enum { MOST_BUBBLES = 5000 };
/* Bubbles farther apart than so many of the step before stand in different blocks. */
static const double SAME_BLOCK = 1.6;
/* How far from where the step puts it an outline is looked for, by the step. */
static const double REACH_SHARE = 0.25;
/* Of a block's ends so many must answer beyond, and so many at most where they lie now. */
static const double MOST_BEYOND = 0.6, FEW_HERE = 0.4;

struct blocks {
    struct omr_fit *fit;
    const struct omr_form_page *page;
    int (*next)[WAYS]; /* of each bubble: its neighbours in the block, -1 none */
    int *parent;       /* blocks, as a forest */
    struct tally {
        int ends, beyond, here; /* that a step that way would leave; new ones; old ones seen */
    } (*tally)[WAYS];           /* of each block, by its root */
    struct omr_point *moved, *before;
};

static enum omr_status blocks_init(struct blocks *blocks, struct omr_fit *fit,
                                   struct omr_error *err) {
    size_t count = (size_t)fit->sheet->page->bubble_count + 1;
    *blocks = (struct blocks){.fit = fit, .page = fit->sheet->page};
    blocks->next = omr_arena_take(fit->arena, count, sizeof *blocks->next);
    blocks->tally = omr_arena_take(fit->arena, count, sizeof *blocks->tally);
    blocks->parent = OMR_ARENA_ARRAY(fit->arena, int, count);
    blocks->moved = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count);
    blocks->before = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count);
    if (!blocks->next || !blocks->tally || !blocks->parent || !blocks->moved || !blocks->before)
        return omr_fail_memory(err);
    return fit->near ? OMR_OK : omr_fit_find_neighbours(fit, err);
}

static double step_length(const struct blocks *blocks, int a, int b) {
    const struct omr_bubble *p = &blocks->page->bubbles[a], *q = &blocks->page->bubbles[b];
    return hypot(q->x - p->x, q->y - p->y);
}

/* The nearest bubble that stands in the same row or column that way. */
static int neighbour(const struct blocks *blocks, int i, int way) {
    const struct omr_bubble *from = &blocks->page->bubbles[i];
    int best = -1;
    for (int k = 0; k < OMR_FIT_NEAR && blocks->fit->near[i][k] >= 0; k++) {
        int other = blocks->fit->near[i][k];
        double dx = blocks->page->bubbles[other].x - from->x;
        double dy = blocks->page->bubbles[other].y - from->y;
        double along = way == RIGHT ? dx : way == LEFT ? -dx : way == BELOW ? dy : -dy;
        double aside = way == RIGHT || way == LEFT ? fabs(dy) : fabs(dx);
        double size = way == RIGHT || way == LEFT ? from->height : from->width;
        if (along > 0.6 * size && aside < 0.3 * size &&
            (best < 0 || step_length(blocks, i, other) < step_length(blocks, i, best)))
            best = other;
    }
    return best;
}

/* Whether the step from a bubble that way is much longer than the one back from it. */
static bool is_gap(const struct blocks *blocks, int i, int way) {
    int to = blocks->next[i][way], back = blocks->next[i][way ^ 1];
    return back >= 0 && step_length(blocks, i, to) > SAME_BLOCK * step_length(blocks, i, back);
}

static int block_of(const struct blocks *blocks, int i) {
    while (blocks->parent[i] != i)
        i = blocks->parent[i] = blocks->parent[blocks->parent[i]];
    return i;
}

static void cut_apart(struct blocks *blocks) {
    for (int i = 0; i < blocks->page->bubble_count; i++) {
        blocks->parent[i] = i;
        for (int way = 0; way < WAYS; way++)
            blocks->next[i][way] = neighbour(blocks, i, way);
    }
    for (int i = 0; i < blocks->page->bubble_count; i++)
        for (int way = 0; way < WAYS; way++) {
            int other = blocks->next[i][way];
            if (other < 0 || is_gap(blocks, i, way) || blocks->next[other][way ^ 1] != i ||
                is_gap(blocks, other, way ^ 1))
                continue;
            blocks->parent[block_of(blocks, i)] = block_of(blocks, other);
        }
    for (int i = 0; i < blocks->page->bubble_count; i++)
        for (int way = 0; way < WAYS; way++)
            if (blocks->next[i][way] >= 0 &&
                block_of(blocks, i) != block_of(blocks, blocks->next[i][way]))
                blocks->next[i][way] = -1;
}

static struct omr_point place_of(const struct blocks *blocks, int i) {
    const struct omr_bubble *bubble = &blocks->page->bubbles[i];
    struct omr_point local = blocks->fit->local[i];
    return (struct omr_point){bubble->x + local.x, bubble->y + local.y};
}

/* Where a bubble comes to lie, on the page, when its block moves one step; beyond the block as far
 * as the bubble behind it is away. */
static struct omr_point place_moved(const struct blocks *blocks, int i, int way) {
    struct omr_point here = place_of(blocks, i);
    if (blocks->next[i][way] >= 0)
        return place_of(blocks, blocks->next[i][way]);
    struct omr_point back = place_of(blocks, blocks->next[i][way ^ 1]);
    return (struct omr_point){2 * here.x - back.x, 2 * here.y - back.y};
}

static bool is_seen_at(const struct blocks *blocks, int i, struct omr_point at, double reach) {
    const struct omr_fit *fit = blocks->fit;
    struct omr_outline outline;
    omr_outline_find(&outline, fit->sheet, &fit->result.map, at, i, fit->result.ring_factor,
                     fit->result.level, reach);
    return omr_fit_sees(fit, &outline);
}

/* Asks what lies beyond the ends of all blocks, and at the ends. */
static void ask_ends(struct blocks *blocks) {
    for (int i = 0; i < blocks->page->bubble_count; i++)
        for (int way = 0; way < WAYS; way++)
            blocks->tally[i][way] = (struct tally){0};
    for (int i = 0; i < blocks->page->bubble_count; i++)
        for (int way = 0; way < WAYS; way++) {
            int back = blocks->next[i][way ^ 1];
            if (blocks->next[i][way] >= 0 || back < 0)
                continue;
            double reach = REACH_SHARE * step_length(blocks, i, back);
            struct tally *tally = blocks->tally[block_of(blocks, i)];
            bool is_seen = is_seen_at(blocks, i, place_of(blocks, i), reach);
            tally[way].ends++;
            tally[way].beyond += is_seen_at(blocks, i, place_moved(blocks, i, way), reach);
            tally[way ^ 1].here += is_seen;
        }
}

/* Which way a block should move, or -1. */
static int better_way(const struct tally tally[WAYS]) {
    for (int way = 0; way < WAYS; way++) {
        const struct tally *t = &tally[way];
        if (t->beyond - t->here >= OMR_LEAST_LEAD && t->beyond >= MOST_BEYOND * t->ends &&
            t->here <= FEW_HERE * tally[way ^ 1].ends)
            return way;
    }
    return -1;
}

static bool move_blocks(struct blocks *blocks) {
    bool is_moved = false;
    for (int i = 0; i < blocks->page->bubble_count; i++) {
        int way = better_way(blocks->tally[block_of(blocks, i)]);
        struct omr_point to = way < 0 || (blocks->next[i][way] < 0 && blocks->next[i][way ^ 1] < 0)
                                  ? place_of(blocks, i)
                                  : place_moved(blocks, i, way);
        blocks->moved[i] = (struct omr_point){to.x - blocks->page->bubbles[i].x,
                                              to.y - blocks->page->bubbles[i].y};
        is_moved |= way >= 0;
    }
    for (int i = 0; i < blocks->page->bubble_count; i++)
        blocks->fit->local[i] = blocks->moved[i];
    return is_moved;
}

enum omr_status omr_fit_check_blocks(struct omr_fit *fit, struct omr_error *err) {
    size_t count = (size_t)fit->sheet->page->bubble_count;
    struct blocks blocks;
    struct omr_registration *r = &fit->result;
    enum omr_status status = count < MOST_BUBBLES ? blocks_init(&blocks, fit, err) : OMR_OK;
    if (status || !count || count >= MOST_BUBBLES)
        return status;
    memcpy(blocks.before, fit->local, count * sizeof *fit->local);
    cut_apart(&blocks);
    int evidence = omr_fit_evidence(fit);
    ask_ends(&blocks);
    if (!move_blocks(&blocks))
        return OMR_OK;
    omr_fit_look(fit, r->level, 6, OMR_FIT_ALL, OMR_SETTLED_PX);
    if (omr_fit_evidence(fit) > evidence) {
        fit->is_spread = true;
        return omr_fit_go_over(fit, err);
    }
    memcpy(fit->local, blocks.before, count * sizeof *fit->local);
    omr_fit_look(fit, r->level, 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    return OMR_OK;
}
