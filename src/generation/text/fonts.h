/* SPDX-License-Identifier: MIT
 *
 * What is behind struct omr_fonts. For this folder only. */
#ifndef OMR_GENERATION_TEXT_FONTS_H
#define OMR_GENERATION_TEXT_FONTS_H

#include "generation/text/families.h"
#include "generation/text/text.h"

#include <pango/pangocairo.h>

/* The languages that decide about the forms of Chinese letters. */
enum omr_tongue {
    OMR_TONGUE_ANY,
    OMR_TONGUE_CHINESE,
    OMR_TONGUE_JAPANESE,
    OMR_TONGUE_KOREAN,
    OMR_TONGUES
};

/* A style as far as fonts are concerned, and what is known of it. */
struct omr_face {
    char *family;
    double size_pt;
    unsigned styles;
    double size_px;     /* of the em of the font that is really taken */
    double line_height; /* px */
    double ascent;      /* px, from a line's top to its baseline */
};

enum { OMR_FACES = 64, OMR_SHAPES = 512, OMR_MISSING = 40, OMR_UNKNOWN = 20 };

struct omr_fonts {
    PangoFontMap *map;
    PangoContext *context[2][OMR_TONGUES]; /* from left to right, from right to left */
    GPtrArray *files;                      /* paths, sorted */
    GHashTable *installed;                 /* family name in lower case -> as it is written */
    struct omr_face face[OMR_FACES];       /* the last ones asked for */
    int face_count, next_face;
    struct omr_text *shape[OMR_SHAPES]; /* by hash */
    struct omr_missing_writing missing[OMR_MISSING];
    int missing_count;
    char *unknown[OMR_UNKNOWN];
    int unknown_count;
};

/* The first of the names, parted by commas, that is installed, or NULL; in the spelling it has
 * there. */
const char *omr_fonts_first_installed(const struct omr_fonts *fonts, const char *names);

/* The family that is really taken for `family`; never NULL. */
const char *omr_fonts_resolve(const struct omr_fonts *fonts, const char *family);

/* Metrics of a style; lives until some more are asked for. */
const struct omr_face *omr_fonts_face(struct omr_fonts *fonts, const struct omr_text_style *style);

/* What to ask pango for: the face's family, then `more`, families parted by commas. Freed with
 * pango_font_description_free(). */
PangoFontDescription *omr_fonts_describe(const struct omr_fonts *fonts, const struct omr_face *face,
                                         const char *more);

PangoContext *omr_fonts_context(struct omr_fonts *fonts, bool is_rtl, enum omr_tongue tongue);

/* Remembers that `character` of a writing system has no letters. */
void omr_fonts_miss(struct omr_fonts *fonts, const char *code, uint32_t character);

#endif
