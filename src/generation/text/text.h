/* SPDX-License-Identifier: MIT
 *
 * Shaping and measuring text: the only part that knows fonts (pango, fontconfig).
 *
 * A text is shaped once and measured; the very same shape is drawn later, on pixels or in a PDF,
 * so that nothing can break differently there than it was measured. Lengths are page pixels (300
 * to an inch); a size of 12 points is an em of 50 px. Hinting is off: glyphs stand where measured.
 */
#ifndef OMR_GENERATION_TEXT_TEXT_H
#define OMR_GENERATION_TEXT_TEXT_H

#include <omr/error.h>
#include <stdbool.h>
#include <stdint.h>

/* Loaded fonts and a cache of shapes. One thread at a time; opening reads the system's font lists,
 * some 80 ms. Only fonts of the system count (/usr/share/fonts, /usr/local/share/fonts), and
 * nobody's configuration: machines with the same fonts lay a form out alike. Errors:
 * OMR_ERROR_UNSUPPORTED "text.no_fonts" where none is installed. Memory that runs out inside glib,
 * which pango stands on, ends the process. */
struct omr_fonts;
enum omr_status omr_fonts_open(struct omr_fonts **fonts, struct omr_error *err);
void omr_fonts_close(struct omr_fonts *fonts);

/* The files of all installed fonts, numbered from 0; NULL past the last. Shaping and drawing read
 * no others. */
const char *omr_fonts_file(const struct omr_fonts *fonts, int number);

/* What stands in for a family that is not installed ("Calibri" -> "Carlito"): its name, or NULL
 * where the family itself is there. `*is_known` tells whether the form language names the family.
 */
const char *omr_fonts_stand_in(struct omr_fonts *fonts, const char *family, bool *is_known);

/* A writing system that some text was shaped in and no installed font has letters for; such
 * characters are drawn as boxes. */
struct omr_missing_writing {
    const char *name;    /* "Arabic", "emoji", ...; a constant */
    const char *package; /* the Debian package that has a font for it, or NULL */
    uint32_t character;  /* the first that was met */
};

/* Those met so far, numbered from 0 in the order of their meeting; NULL past the last. */
const struct omr_missing_writing *omr_fonts_missing(const struct omr_fonts *fonts, int number);

/* Families that were asked for and that neither is installed nor the form language names, numbered
 * likewise. */
const char *omr_fonts_unknown(const struct omr_fonts *fonts, int number);

/* Forgets both: another form begins. */
void omr_fonts_forget(struct omr_fonts *fonts);

/* Bits of `styles`: those of the form language. */
enum { OMR_TEXT_BOLD = 1, OMR_TEXT_ITALIC = 2, OMR_TEXT_UNDERLINE = 4, OMR_TEXT_STRIKEOUT = 8 };

struct omr_text_style {
    const char *family;
    double size_pt;
    unsigned styles; /* OMR_TEXT_... ored */
    uint32_t colour; /* 0xRRGGBB */
};

/* Where lines stand in the frame; in one without a width, beside the widest of them. */
enum omr_text_align { OMR_TEXT_LEFT, OMR_TEXT_CENTER, OMR_TEXT_RIGHT };

struct omr_text_frame {
    double width; /* lines break within it; 0: only where the text has \n */
    enum omr_text_align align;
    bool is_rtl;        /* base direction of lines without strong characters, and of "left" */
    bool breaks_words;  /* words wider than the frame break, with a hyphen (else they stick out) */
    double line_height; /* from baseline to baseline; 0: omr_fonts_line_height(); what it has beyond
                           that stands below the lines */
};

/* A shaped text; belongs to the caller, who ends it with omr_text_free() before the fonts are
 * closed. Lines break as Unicode has it (UAX 14); each takes the direction of its own letters.
 * Shaping the same text again costs a look into a table. Errors: OMR_ERROR_LIMIT "text.limit" for
 * more than 100,000 bytes, OMR_ERROR_USAGE "text.size" for a font size that is not between 0.1 and
 * 2,000 points. */
struct omr_text;
enum omr_status omr_text_shape(struct omr_text **text, struct omr_fonts *fonts,
                               const struct omr_text_style *style,
                               const struct omr_text_frame *frame, const char *utf8,
                               struct omr_error *err);
void omr_text_free(struct omr_text *text);

struct omr_text_size {
    double width;                                    /* of the widest line; trailing blanks count */
    double height;                                   /* of all lines */
    double baseline;                                 /* of the first line, from the top */
    double ink_top, ink_bottom, ink_left, ink_right; /* what is black, from the top left; all 0
                                                        where nothing is */
    int line_count;
    bool has_colour; /* an emoji in colours of its own */
};
struct omr_text_size omr_text_measure(const struct omr_text *text);

/* Its style's, 0xRRGGBB. */
uint32_t omr_text_colour(const struct omr_text *text);

/* Draws it with its top left at (x, y) of a cairo context, with the context's source; emoji bring
 * their own colours. */
struct _cairo;
void omr_text_draw(const struct omr_text *text, struct _cairo *cairo, double x, double y);

/* Distance between two baselines of a style, without any extra of the form language. */
double omr_fonts_line_height(struct omr_fonts *fonts, const struct omr_text_style *style);

#endif
