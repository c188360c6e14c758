/* SPDX-License-Identifier: MIT
 *
 * A fake scanner, fax and copier. */
#ifndef FAKE_SCANNER_H
#define FAKE_SCANNER_H

#include "support/picture.h"

enum fake_depth { FAKE_DEPTH_GREY, FAKE_DEPTH_BITS, FAKE_DEPTH_DITHERED };

struct fake_scan {
    double dpi_x, dpi_y;
    double skew_deg;
    bool is_upside_down;
    double print_scale;    /* 0.94 .. 1.06 */
    double shift_mm;       /* of the print on the sheet, at most */
    double stretch;        /* of the feed, share */
    double ripple_px;      /* of the feed, at 300 dpi */
    double border_px;      /* black border round the sheet, image px */
    double cut_px;         /* margins lost, image px */
    double show_through;   /* 0..1 darkness of the back side's print */
    int copies;            /* photocopied so many times before */
    int streaks;           /* along the feed */
    int specks;            /* per megapixel */
    double blur_px, noise; /* optics; noise in grey levels */
    double black, white, gamma;
    enum fake_depth depth;
    int threshold; /* for FAKE_DEPTH_BITS */
    int quality;   /* of a JPEG, 0 none */
};

/* A good office scanner at the resolution; each call a little different. Change it to taste. */
void fake_scan_random(struct fake_scan *scan, double dpi, struct fake_random *random);

/* Scans `paper`. On success the picture belongs to the caller, ended with fake_picture_clear(). */
enum omr_status fake_scan_take(const struct fake_scan *scan, const struct omr_pixmap *paper,
                               struct fake_random random, struct fake_picture *picture,
                               struct omr_error *err);

#endif
