/* SPDX-License-Identifier: MIT
 *
 * What else is printed on the page: text, lines, boxes, logos, as the form's blank shows it. Where
 * it is on a picture tells where the page is and which way up, and tells other forms apart, also
 * where bubbles are few, alike, or hard to see.
 *
 * Two things are learnt of the blank once: patches, small squares of print that look like nothing
 * around them, to be looked for near where a map puts them; and keypoints (keypoints.h), by which
 * the page is found from nothing (find_print.c). Neither lies on bubbles, on areas for writing or
 * on codes, which differ from sheet to sheet. */
#ifndef OMR_REGISTRATION_PRINT_H
#define OMR_REGISTRATION_PRINT_H

#include "base/arena.h"
#include "form/bubble_class.h"
#include "image/pixmap.h"
#include "recognition/registration/keypoints.h"
#include "recognition/registration/page_map.h"
#include "recognition/registration/ring_factor.h"

struct omr_sheet;

/* Patches are so many pixels wide, at 100 dpi. */
enum { OMR_PATCH_SIDE = 28, OMR_PATCH_PIXELS = OMR_PATCH_SIDE * OMR_PATCH_SIDE };
enum { OMR_PATCHES_MOST = 96 };

struct omr_patch {
    struct omr_point at;              /* its middle, page px */
    int16_t sample[OMR_PATCH_PIXELS]; /* rows along the page, less their rounded mean */
    int rest;                         /* what that leaves: their sum */
    double length;                    /* root of the sum of their squares, about their mean */
};

struct omr_print {
    struct omr_pixmap picture; /* the blank page, flat and upright; plain paper is 200; owned */
    double scale;              /* its pixels per page pixel */
    struct omr_ring_factor
        ring_factor[OMR_BUBBLE_CLASSES_MOST]; /* drawn outline by box, per class of bubbles */
    struct omr_patch *patch;                  /* in the arena, as all else here */
    int patch_count;
    struct omr_keypoints keypoints; /* px of the picture */
};

/* Takes the print of the page that `map` finds on the sheet's picture, which shows a blank.
 * End it with omr_print_clear(). */
enum omr_status omr_print_learn(struct omr_print *print, const struct omr_sheet *sheet,
                                const struct omr_page_map *map,
                                const struct omr_ring_factor *ring_factor, struct omr_arena *arena,
                                struct omr_error *err);
void omr_print_clear(struct omr_print *print);

/* How much the square of pixels at `at`, rows `stride` apart, looks like the patch: normalised
 * cross correlation, -1 .. 1; 0 for plain paper. */
double omr_patch_likeness(const struct omr_patch *patch, const uint8_t *at, size_t stride);

/* Where a patch was seen. */
struct omr_patch_match {
    struct omr_point shift; /* page px from where the map puts it */
    double likeness;        /* normalised cross correlation, -1 .. 1 */
    bool is_inside;         /* the search lay on the picture; else nothing was measured */
};
bool omr_patch_is_in_place(const struct omr_patch_match *match);

/* Looks for each patch of the sheet's print within `search_page_px` (at most 60) of where the map
 * puts it. Exact to about half a page pixel. `matches` has one place for each patch. */
void omr_patches_find(struct omr_patch_match *matches, const struct omr_sheet *sheet,
                      const struct omr_page_map *map, double search_page_px);

/* What patches say about a map. On real and simulated sheets of the form most of them are in place,
 * also on bad copies; on other forms, and a row or a half turn aside, hardly one. */
struct omr_print_opinion {
    int seen, in_place; /* patches on the picture; those that look as on the blank */
    double off_px;      /* how far nine of ten of these are at most from where the map puts them */
    bool is_for, is_sure, is_against;
};
struct omr_print_opinion omr_print_ask(const struct omr_sheet *sheet,
                                       const struct omr_page_map *map);

/* Bends a map that is roughly right until the patches lie under it; where too few are in place it
 * stays. */
enum omr_status omr_print_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                               struct omr_error *err);

/* Places bubbles by the patches around them: what is to be added to each one's place on the page,
 * page px, and the share of the nearest patches that are in place. */
enum omr_status omr_print_place(struct omr_point *local, double *trust,
                                const struct omr_sheet *sheet, const struct omr_page_map *map,
                                struct omr_error *err);

/* Finds the page by its print alone, wherever it lies on the picture and however it is turned; not
 * from behind. `*is_found` false: there are too few keypoints that agree. */
enum omr_status omr_print_find(struct omr_page_map *map, const struct omr_sheet *sheet,
                               bool *is_found, struct omr_error *err);

#endif
