/* SPDX-License-Identifier: MIT
 *
 * What the form language calls a font, and what is there for it: names and figures only, no font
 * is looked at. */
#ifndef OMR_GENERATION_TEXT_FAMILIES_H
#define OMR_GENERATION_TEXT_FAMILIES_H

#include <stddef.h>

/* A family that the form language names. The figures are those of the font itself, as shares of the
 * em, so that lines are as far apart as in the original even where another font stands in; 0 where
 * they are not known: then the stand-in's own count. */
struct omr_family {
    const char *name;
    const char *stand_ins; /* the first that is installed is taken; parted by commas */
    double line_ratio;     /* from baseline to baseline */
    double ascent_ratio;   /* from the top of a line to its baseline */
    double stand_in_ratio; /* the stand-in is set in this size, to be as wide; 0: as it is */
};

/* NULL for a name that the language does not have; case does not count. */
const struct omr_family *omr_family_find(const char *name);

/* What stands in for a font nobody knows. */
extern const char omr_family_default[];

/* A writing system: its ISO 15924 code, its name for people, the fonts that have its letters, the
 * Debian package they come in. */
struct omr_writing {
    const char *code;
    const char *name;
    const char *families;
    const char *package;
};

/* NULL for one that has no row: any installed font may serve it. */
const struct omr_writing *omr_writing_find(const char *code);

#endif
