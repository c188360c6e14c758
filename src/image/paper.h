/* SPDX-License-Identifier: MIT
 *
 * How bright the paper is, everywhere on a picture: light falls unevenly, ink does not count. */
#ifndef OMR_IMAGE_PAPER_H
#define OMR_IMAGE_PAPER_H

#include "image/pixmap.h"

/* Levels on a coarse grid of square cells. */
struct omr_paper {
    int cell_px; /* side of a cell in pixels of the picture it was made from */
    int columns, rows;
    uint8_t *level; /* columns x rows */
};

/* Method: 90th percentile of each cell, then the brightest of the 3 x 3 neighbours (a cell wholly
 * inside print takes its neighbours' paper), then a 3 x 3 mean. Exact to a few grey levels where
 * light changes slowly; at the sheet's edge the brighter side wins. */
enum omr_status omr_paper_init(struct omr_paper *paper, const struct omr_pixmap *picture,
                               int cell_px, struct omr_error *err);
void omr_paper_clear(struct omr_paper *paper);

/* The level at pixel (x, y), bilinear between cell centres; points outside take the nearest. */
double omr_paper_at(const struct omr_paper *paper, double x, double y);

#endif
