/* SPDX-License-Identifier: MIT
 *
 * Points of a picture that are found again on another picture of the same thing, turned, larger or
 * smaller, brighter or darker; each with a description of what is around it.
 *
 * Method: extrema of differences of Gaussians over place and size, turned by the main direction of
 * the gradients around them, described by histograms of gradients in 4 x 4 fields (D. Lowe,
 * Distinctive image features from scale-invariant keypoints, 2004). About 0.3 s for two megapixels,
 * so it is asked only where nothing else finds the page. */
#ifndef OMR_REGISTRATION_KEYPOINTS_H
#define OMR_REGISTRATION_KEYPOINTS_H

#include "image/pixmap.h"

enum { OMR_KEYPOINT_FIELDS = 4, OMR_KEYPOINT_DIRECTIONS = 8 };
enum { OMR_KEYPOINT_NUMBERS = OMR_KEYPOINT_FIELDS * OMR_KEYPOINT_FIELDS * OMR_KEYPOINT_DIRECTIONS };

struct omr_keypoint {
    float x, y;     /* px of the picture */
    float size;     /* standard deviation of the blur at which it shows most, px */
    float angle;    /* of its main direction, radians, clockwise on the picture */
    float strength; /* its contrast */
    uint8_t number[OMR_KEYPOINT_NUMBERS];
};

struct omr_keypoints {
    struct omr_keypoint *item; /* the strongest first */
    int count;
};

/* Finds the `most` strongest. Free them with omr_keypoints_clear(). */
enum omr_status omr_keypoints_find(struct omr_keypoints *keypoints,
                                   const struct omr_pixmap *picture, int most,
                                   struct omr_error *err);
void omr_keypoints_clear(struct omr_keypoints *keypoints);

/* Squared distance of two descriptions. */
int omr_keypoint_distance(const struct omr_keypoint *a, const struct omr_keypoint *b);

#endif
