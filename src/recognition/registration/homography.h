/* SPDX-License-Identifier: MIT
 *
 * The plane map between a printed page and its picture. */
#ifndef OMR_REGISTRATION_HOMOGRAPHY_H
#define OMR_REGISTRATION_HOMOGRAPHY_H

#include <omr/result.h>
#include <stdbool.h>

struct omr_homography {
    double h[9]; /* row-major, h[8] = 1 */
};

/* Least-squares map of `count` >= 4 points `from` to `to`, by the normalised direct linear
 * transformation with h[8] = 1 (Hartley & Zisserman, Multiple View Geometry, 4.1). False when the
 * points do not determine it. */
bool omr_homography_fit(struct omr_homography *map, const struct omr_point *from,
                        const struct omr_point *to, int count);

struct omr_point omr_homography_apply(const struct omr_homography *map, struct omr_point p);

/* Solves the symmetric positive definite system a·x = b of `n` <= 16 unknowns in place by Cholesky
 * (a is row-major n x n; x overwrites b). False when it is singular. */
bool omr_solve_spd(double *a, double *b, int n);

#endif
