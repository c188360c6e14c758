/* SPDX-License-Identifier: MIT */
#include "recognition/registration/page_map.h"

#include <math.h>
#include <string.h>

void omr_page_map_init(struct omr_page_map *map, const struct omr_homography *flat, double width,
                       double height) {
    memset(map, 0, sizeof *map);
    map->flat = *flat;
    map->centre_x = width / 2;
    map->centre_y = height / 2;
    map->reach = fmax(width, height) / 2;
}

void omr_page_map_terms(const struct omr_page_map *map, double x, double y,
                        double terms[OMR_BEND_TERMS]) {
    double u = (x - map->centre_x) / map->reach, v = (y - map->centre_y) / map->reach;
    const double all[OMR_BEND_TERMS] = {1,     u,         v,         u * u,     u * v,
                                        v * v, u * u * u, u * u * v, u * v * v, v * v * v};
    memcpy(terms, all, sizeof all);
}

struct omr_point omr_page_map_bent(const struct omr_page_map *map, double x, double y) {
    double terms[OMR_BEND_TERMS];
    omr_page_map_terms(map, x, y, terms);
    for (int k = 0; k < OMR_BEND_TERMS; k++) {
        x += map->bend_x[k] * terms[k];
        y += map->bend_y[k] * terms[k];
    }
    return (struct omr_point){x, y};
}

struct omr_point omr_page_map_apply(const struct omr_page_map *map, double x, double y) {
    return omr_homography_apply(&map->flat, omr_page_map_bent(map, x, y));
}

struct omr_frame omr_page_map_frame(const struct omr_page_map *map, double x, double y) {
    enum { STEP = 8 };
    struct omr_point at = omr_page_map_apply(map, x, y);
    struct omr_point right = omr_page_map_apply(map, x + STEP, y);
    struct omr_point below = omr_page_map_apply(map, x, y + STEP);
    return (struct omr_frame){at, (right.x - at.x) / STEP, (below.x - at.x) / STEP,
                              (right.y - at.y) / STEP, (below.y - at.y) / STEP};
}

double omr_frame_scale(const struct omr_frame *frame) {
    return sqrt(fabs(frame->xx * frame->yy - frame->xy * frame->yx));
}

struct omr_point omr_frame_to_page(const struct omr_frame *frame, double dx, double dy) {
    double det = frame->xx * frame->yy - frame->xy * frame->yx;
    if (fabs(det) < 1e-9)
        return (struct omr_point){0, 0};
    return (struct omr_point){(frame->yy * dx - frame->xy * dy) / det,
                              (frame->xx * dy - frame->yx * dx) / det};
}
