/* SPDX-License-Identifier: MIT
 *
 * Small pictures to decode, made on the spot: the same scene as every kind of JPEG and PNG. The
 * only file of the tests that sees libjpeg and libpng is pictures.c. */
#ifndef OMR_TESTS_PICTURES_H
#define OMR_TESTS_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCENE_WIDTH = 43, SCENE_HEIGHT = 29 };

/* The scene: colours that change slowly, no two corners alike. */
void scene_colour(int x, int y, uint8_t rgb[3]);

/* From now on the scene is this picture instead, `width` x `height` grey pixels that must outlive
 * it; all that is made below is made of it. */
void scene_use(const uint8_t *grey, int width, int height);
int scene_width(void);
int scene_height(void);

/* Its luma (ITU-R BT.601). */
int scene_grey(int x, int y);

struct bytes {
    unsigned char *bytes; /* free() */
    unsigned long size;
};

struct jpeg_kind {
    const char *colours; /* "grey", "ycc", "rgb", "cmyk", "ycck" */
    bool is_progressive, is_arithmetic, has_half_colours;
    int scan_count; /* of a progressive grey one; 0: whichever are common */
    int restart_rows;
    int dpi;
    const unsigned char *exif; /* with its "Exif\0\0", or NULL */
    unsigned exif_size;
    int repeats; /* the scene, repeated so often to the right and down; 0 is 1 */
};
struct bytes make_jpeg(const struct jpeg_kind *kind);

struct png_kind {
    const char *colours; /* "grey", "grey+alpha", "rgb", "rgba", "palette" */
    int depth;           /* 1, 2, 4, 8 or 16 */
    bool is_interlaced;
    int filter;          /* 1 to 5: only filter 0 to 4; 0: whichever suits a row */
    bool has_many_parts; /* the data in chunks of 64 bytes */
    bool is_see_through; /* alpha (or the palette's) changes from left to right */
    int dpi;
    const unsigned char *exif; /* begins with its TIFF header, or NULL */
    unsigned exif_size;
    int repeats;
};
struct bytes make_png(const struct png_kind *kind);

/* What a see-through scene is worth over white paper. */
int scene_alpha(int x);

/* EXIF data of one entry, the orientation, in either byte order; with "Exif\0\0" before it. */
enum { EXIF_SIZE = 32, EXIF_SIGNATURE_SIZE = 6 };
void make_exif(unsigned char exif[EXIF_SIZE], int orientation, bool is_big_endian);

#endif
