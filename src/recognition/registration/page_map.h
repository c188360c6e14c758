/* SPDX-License-Identifier: MIT
 *
 * From the printed page to its picture: the plane map of a flat sheet, and before it a smooth
 * displacement that follows a curved one. */
#ifndef OMR_REGISTRATION_PAGE_MAP_H
#define OMR_REGISTRATION_PAGE_MAP_H

#include "recognition/registration/homography.h"

enum { OMR_BEND_TERMS = 10 }; /* 1 u v uu uv vv uuu uuv uvv vvv */

struct omr_page_map {
    struct omr_homography flat; /* page px to picture px */
    double centre_x, centre_y,
        reach;                     /* u = (x - centre_x) / reach, v likewise: -1..1 over the page */
    double bend_x[OMR_BEND_TERMS]; /* displacement in page px, polynomial of u and v */
    double bend_y[OMR_BEND_TERMS];
};

/* The page's directions at a point of the picture: picture px per page px. */
struct omr_frame {
    struct omr_point at;   /* picture px */
    double xx, xy, yx, yy; /* d at.x / dx, d at.x / dy, d at.y / dx, d at.y / dy */
};

void omr_page_map_init(struct omr_page_map *map, const struct omr_homography *flat, double width,
                       double height);

/* The ten terms at page point (x, y). */
void omr_page_map_terms(const struct omr_page_map *map, double x, double y,
                        double terms[OMR_BEND_TERMS]);

/* Where a page point comes to lie on the flat page before it is seen. */
struct omr_point omr_page_map_bent(const struct omr_page_map *map, double x, double y);

struct omr_point omr_page_map_apply(const struct omr_page_map *map, double x, double y);
struct omr_frame omr_page_map_frame(const struct omr_page_map *map, double x, double y);

/* Picture px per page px, as a length, at a frame. */
double omr_frame_scale(const struct omr_frame *frame);

/* A displacement of picture px in page px. */
struct omr_point omr_frame_to_page(const struct omr_frame *frame, double dx, double dy);

/* Picture coordinates at pyramid level `level`. */
static inline double omr_level_coordinate(double full, int level) {
    return (full + 0.5) / (1 << level) - 0.5;
}

#endif
