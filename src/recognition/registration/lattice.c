/* SPDX-License-Identifier: MIT */
#include "recognition/registration/lattice.h"

#include "base/error.h"
#include "recognition/registration/grow.h"
#include "recognition/registration/votes.h"

#include <math.h>
#include <string.h>

/* Bubbles are looked for at a level on which they are at most so large, px. */
static const double LARGEST_PX = 24, SMALLEST_PX = 6;
/* Pages fill a picture nearly, and outlines their box; both by so much, and from .. to. */
static const double USUAL_SHARE = 0.75, LEAST_SHARE = 0.4, MOST_SHARE = 2.2;
/* So many of the bubbles explained, and no further look is taken. */
static const double ENOUGH = 0.9;

/* Outlines of usual ink, pale ones, thin ones that break on small levels, and black ones among grey
 * print that touches them. */
static const struct {
    int finer; /* levels */
    double darker_than;
} LOOKS[] = {{0, 0.86}, {0, 0.94}, {1, 0.86}, {0, 0.70}};
enum { LOOK_COUNT = sizeof LOOKS / sizeof LOOKS[0] };

static void sizes_of(const struct omr_sheet *sheet, double *least, double *most) {
    *least = 1e9, *most = 0;
    for (int c = 0; c < sheet->classes->count; c++) {
        const struct omr_bubble_class *class = &sheet->classes->item[c];
        *least = fmin(*least, sqrt(class->width * class->height));
        *most = fmax(*most, sqrt(class->width * class->height));
    }
}

static struct omr_candidates_look make_look(const struct omr_sheet *sheet, int index) {
    const struct omr_pixmap *whole = &sheet->pyramid->level[0];
    double fitting =
        fmax(whole->width, whole->height) / fmax(sheet->page->width, sheet->page->height);
    double least, most;
    sizes_of(sheet, &least, &most);
    double usual = USUAL_SHARE * fitting * least, wide = most / least;
    int level = 0;
    while (usual > LARGEST_PX && level + 1 < sheet->pyramid->level_count)
        usual /= 2, level++;
    for (int k = 0; k < LOOKS[index].finer && level > 0; k++)
        usual *= 2, level--;
    return (struct omr_candidates_look){.level = level,
                                        .least_px = fmax(SMALLEST_PX, LEAST_SHARE * usual),
                                        .most_px = MOST_SHARE * usual * wide,
                                        .darker_than = LOOKS[index].darker_than};
}

/* Whether two maps put the page at clearly different places. */
static bool differ(const struct omr_constellation *all, const struct omr_homography *a,
                   const struct omr_homography *b) {
    double off = 0;
    for (int k = 0; k < 4; k++) {
        struct omr_point p = {k & 1 ? all->sheet->page->width : 0,
                              k & 2 ? all->sheet->page->height : 0};
        struct omr_point u = omr_homography_apply(a, p), v = omr_homography_apply(b, p);
        double scale = omr_homography_scale(a, p);
        off = fmax(off, scale > 0 ? hypot(u.x - v.x, u.y - v.y) / scale : 1e9);
    }
    double spacing = 1e9;
    for (int i = 0; i < all->count; i++)
        spacing = fmin(spacing, all->spacing[i]);
    return off > 0.7 * spacing;
}

static bool is_mirrored(const struct omr_homography *map, const struct omr_form_page *page) {
    struct omr_point p = {page->width / 2, page->height / 2};
    struct omr_point a = omr_homography_apply(map, p);
    struct omr_point b = omr_homography_apply(map, (struct omr_point){p.x + 8, p.y});
    struct omr_point c = omr_homography_apply(map, (struct omr_point){p.x, p.y + 8});
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) < 0;
}

static void consider(struct omr_lattice *lattice, const struct omr_constellation *all,
                     const struct omr_match *match) {
    struct omr_place *place = lattice->place;
    int same = 0;
    while (same < lattice->count && differ(all, &match->map, &place[same].map))
        same++;
    if (same < lattice->count) { /* the better of both stays */
        if (place[same].explained >= match->explained)
            return;
        lattice->count--;
        memmove(&place[same], &place[same + 1], (size_t)(lattice->count - same) * sizeof *place);
    }
    int at = lattice->count;
    while (at > 0 && place[at - 1].explained < match->explained)
        at--;
    if (at == OMR_PLACES_MOST)
        return;
    lattice->count += lattice->count < OMR_PLACES_MOST;
    memmove(&place[at + 1], &place[at], (size_t)(lattice->count - 1 - at) * sizeof *place);
    place[at] = (struct omr_place){match->map, is_mirrored(&match->map, all->sheet->page),
                                   match->explained};
}

static bool is_enough(const struct omr_lattice *lattice, const struct omr_constellation *all) {
    return lattice->count && lattice->place[0].explained > ENOUGH * all->count;
}

/* Finds the places of the form among the candidates seen so far. */
static enum omr_status find_places(struct omr_lattice *lattice, struct omr_constellation *all,
                                   struct omr_arena *arena, struct omr_error *err) {
    struct omr_grown grown;
    enum omr_status status = omr_grow(&grown, all, arena, err);
    for (int g = 0; g < grown.count && !status; g++) {
        struct omr_elected elected;
        consider(lattice, all, &grown.item[g]);
        status = omr_vote(&elected, all, &grown.item[g], arena, err);
        for (int i = 0; i < elected.count && !status; i++) {
            omr_constellation_settle(all, &elected.item[i]);
            consider(lattice, all, &elected.item[i]);
        }
        if (is_enough(lattice, all))
            break;
    }
    return status;
}

enum omr_status omr_lattice_find(struct omr_lattice *lattice, const struct omr_sheet *sheet,
                                 struct omr_arena *arena, struct omr_error *err) {
    struct omr_candidates candidates = {0};
    enum omr_status status = OMR_OK;
    *lattice = (struct omr_lattice){.bubbles = 0};
    for (int i = 0; i < LOOK_COUNT && !status; i++) {
        struct omr_candidates_look look = make_look(sheet, i);
        struct omr_constellation all;
        status = omr_candidates_add(&candidates, sheet, &look, err);
        if (!status)
            status = omr_constellation_init(&all, sheet, &candidates, arena, err);
        if (status)
            break;
        lattice->count = 0;
        status = find_places(lattice, &all, arena, err);
        lattice->bubbles = all.count;
        lattice->candidates = all.seen_count;
        if (is_enough(lattice, &all))
            break;
    }
    omr_candidates_clear(&candidates);
    return status;
}
