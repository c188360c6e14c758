/* SPDX-License-Identifier: MIT
 *
 * A fake phone camera over a sheet on a desk. */
#ifndef FAKE_CAMERA_H
#define FAKE_CAMERA_H

#include "support/picture.h"

enum fake_background {
    FAKE_BACKGROUND_DESK,
    FAKE_BACKGROUND_WOOD,
    FAKE_BACKGROUND_CLOTH,
    FAKE_BACKGROUND_KEYBOARD,
    FAKE_BACKGROUND_CLUTTER,
    FAKE_BACKGROUND_COUNT
};

struct fake_photo {
    int width, height; /* of the picture */
    double share;      /* of it that the page fills */
    double tilt_deg, azimuth_deg, turn_deg;
    double distance;        /* of the camera, in page heights */
    double curl_sagitta_px; /* how far a curled sheet rises in its middle; 0 flat */
    bool is_curl_one_sided;
    double fold_deg;       /* of a crease; 0 none */
    double light_from_deg; /* where the light comes from */
    double light_fall;     /* 0..1: share lost from the bright to the dark end */
    double shadow;         /* 0..1: darkness of a shadow whose edge crosses the page */
    double vignette;       /* 0..1 */
    double blur_px, motion_px, noise;
    double black, white; /* grey of ink and of lit paper */
    bool is_sharpened;   /* as phones do */
    enum fake_background background;
    bool is_partly_black; /* of the background */
    int quality;          /* of the JPEG */
};

/* A fair photo on a random desk; change it to taste. */
void fake_photo_random(struct fake_photo *photo, struct fake_random *random);

/* Photographs `paper`. On success the picture belongs to the caller (fake_picture_clear()). */
enum omr_status fake_photo_take(const struct fake_photo *photo, const struct omr_pixmap *paper,
                                struct fake_random random, struct fake_picture *picture,
                                struct omr_error *err);

#endif
