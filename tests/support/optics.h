/* SPDX-License-Identifier: MIT
 *
 * What lenses, sensors, toner and file formats do to grey pixels, in place. */
#ifndef FAKE_OPTICS_H
#define FAKE_OPTICS_H

#include "image/pixmap.h"
#include "support/random.h"

/* Gaussian blur, deviations in px along and down; 0 leaves that direction alone. */
enum omr_status fake_blur(struct omr_pixmap *pixmap, double sigma_x, double sigma_y,
                          struct omr_error *err);

/* Average along a straight move of (dx, dy) px: a shaken hand. */
enum omr_status fake_blur_motion(struct omr_pixmap *pixmap, double dx, double dy,
                                 struct omr_error *err);

/* Adds noise of the given deviation in grey levels; `coarse` of it (0..1) comes in grains of some
 * pixels, as after a camera's own smoothing. */
enum omr_status fake_noise(struct omr_pixmap *pixmap, double sigma, double coarse,
                           struct fake_random *random, struct omr_error *err);

/* Maps grey through: black becomes `black`, white becomes `white`, bent by `gamma` in between. */
void fake_tone(struct omr_pixmap *pixmap, double black, double white, double gamma);

/* Contrast about `middle`, cut at 0 and 255: what a copier does. */
void fake_contrast(struct omr_pixmap *pixmap, double gain, double middle);

/* To black and white at `level`. */
void fake_threshold(struct omr_pixmap *pixmap, int level);

/* To black and white by error diffusion. */
enum omr_status fake_dither(struct omr_pixmap *pixmap, struct omr_error *err);

/* Dark (`ink` > 0) or light specks, `count` of them, up to `size_px` wide. */
void fake_specks(struct omr_pixmap *pixmap, int count, double size_px, double ink,
                 struct fake_random *random);

/* Through a JPEG file of the quality and back. */
enum omr_status fake_jpeg(struct omr_pixmap *pixmap, int quality, struct omr_error *err);

enum omr_status fake_png_save(const struct omr_pixmap *pixmap, const char *path,
                              struct omr_error *err);
enum omr_status fake_png_load(struct omr_pixmap *pixmap, const char *path, struct omr_error *err);

#endif
