/* SPDX-License-Identifier: MIT
 *
 * Finding the printed page on a picture: where each bubble is, to a fraction of a pixel, or the
 * reason why that cannot be told.
 *
 * Steps: dark squares anywhere on the picture (squares.h); every way in which they can be the
 * form's markers, in every turn, judged by whether the printed bubble outlines are where they then
 * should be (hypothesis.h, ring.h); where there are no markers, the outlines alone (lattice.h);
 * where the form's blank is known and these do not tell, what else is printed (print.h); the best
 * guess followed to its end (fit.h): the bend of a curved sheet, a smooth displacement,
 * creases (refine.h), whole-pitch shifts; and a check that the outlines really are there. */
#ifndef OMR_REGISTRATION_REGISTRATION_H
#define OMR_REGISTRATION_REGISTRATION_H

#include "base/arena.h"
#include "form/bubble_class.h"
#include "image/paper.h"
#include "image/pyramid.h"
#include "recognition/registration/page_map.h"
#include "recognition/registration/print.h"
#include "recognition/registration/ring_factor.h"

/* The picture as all stages see it. */
struct omr_sheet {
    const struct omr_pyramid *pyramid;
    const struct omr_pyramid *pale; /* stands in where outlines are looked for (pale.h), or NULL */
    const struct omr_paper *paper;  /* of level `paper_level` */
    int paper_level;
    const struct omr_form_page *page;
    const struct omr_bubble_classes *classes;
    const struct omr_print *print; /* what else is printed on the page; NULL: not known */
};

/* Where outlines are looked for, on pyramid level `level`. */
static inline const struct omr_pixmap *omr_sheet_outlines(const struct omr_sheet *sheet,
                                                          int level) {
    return &(sheet->pale ? sheet->pale : sheet->pyramid)->level[level];
}

/* How bright the paper is around a point of the picture, grey levels, 24 at least. */
double omr_sheet_paper(const struct omr_sheet *sheet, struct omr_point p);

/* Picture pixels by page pixel at which outlines are first looked for, and at which they are
 * fitted. */
#define OMR_COARSE_SCALE 0.42
#define OMR_FINE_SCALE 0.8

/* The finest pyramid level on which a page pixel at the page's centre is at most `finest` pixels.
 */
int omr_sheet_level(const struct omr_sheet *sheet, const struct omr_page_map *map, double finest);

enum { OMR_REGISTRATION_FINDINGS = 4, OMR_REGISTRATION_MARKERS = 4 };

/* Where one bubble is. */
struct omr_placement {
    struct omr_frame frame; /* frame.at: its centre, picture px */
    double response;        /* of its outline, 1 = as the page's median */
    double trust;           /* share of the outlines around it that are where they should be */
    bool is_inside;         /* wholly on the picture */
};

struct omr_registration {
    struct omr_page_map map;
    struct omr_placement *placements; /* one per bubble, in the arena */
    struct omr_ring_factor
        ring_factor[OMR_BUBBLE_CLASSES_MOST]; /* drawn outline by box, per class */
    int level;                   /* the pyramid level that just resolves the outlines */
    struct omr_point corners[4]; /* of the page, picture px: TL, TR, BR, BL */
    double residual_px;          /* median distance of outlines from the map, picture px */
    double ink_ratio;      /* level of the blackest print (the markers) by the paper's, 0 .. 1 */
    double usual_response; /* of the outlines, share of the paper */
    double settled_ratio;  /* share of light bubbles with their outline in place */
    double missing_ratio;  /* share of light bubbles without an outline near */
    double rotation_deg;
    struct omr_quad markers[OMR_REGISTRATION_MARKERS]; /* the corner markers seen, picture px */
    int marker_count;
    const char *method; /* "markers", "three markers", "two markers", "outlines",
                           "print" */
    unsigned reasons;   /* hold for every field: enum omr_reason */
    struct omr_finding findings[OMR_REGISTRATION_FINDINGS]; /* what a person should know */
    int finding_count;
};

/* Registers the sheet. OMR_ERROR_UNREGISTERED says what was seen instead of the form. */
enum omr_status omr_registration_find(struct omr_registration *registration,
                                      const struct omr_sheet *sheet, struct omr_arena *arena,
                                      struct omr_error *err);

/* Notes what a person should know; code and text are constants. */
void omr_registration_add_finding(struct omr_registration *registration, const char *code,
                                  const char *text);

#endif
