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

/* Loaded fonts and a cache of shapes. One thread at a time; the first use of a process reads the
 * system's font lists, some 80 ms. */
struct omr_fonts;
enum omr_status omr_fonts_open(struct omr_fonts **fonts, struct omr_error *err);
void omr_fonts_close(struct omr_fonts *fonts);

/* What stands in for a family that is not installed ("Calibri" -> "Carlito"): its name, or NULL
 * where the family itself is there. `*is_known` tells whether the form language names the family.
 */
const char *omr_fonts_stand_in(struct omr_fonts *fonts, const char *family, bool *is_known);

struct omr_text_style {
    const char *family;
    double size_pt;
    unsigned styles; /* OMR_STYLE_... ored */
    uint32_t colour; /* 0xRRGGBB */
};

enum omr_text_align { OMR_TEXT_LEFT, OMR_TEXT_CENTER, OMR_TEXT_RIGHT };

struct omr_text_frame {
    double width; /* lines break within it; 0: only where the text has \n */
    enum omr_text_align align;
    bool is_rtl;       /* base direction of lines without strong characters, and of "left" */
    bool breaks_words; /* words wider than the frame break (else they stick out) */
};

/* A shaped text; belongs to the caller, ended by omr_text_free() or with `fonts`. */
struct omr_text;
enum omr_status omr_text_shape(struct omr_text **text, struct omr_fonts *fonts,
                               const struct omr_text_style *style,
                               const struct omr_text_frame *frame, const char *utf8,
                               struct omr_error *err);
void omr_text_free(struct omr_text *text);

struct omr_text_size {
    double width, height; /* of all lines; trailing blanks count for the width */
    double baseline;      /* of the first line, from the top */
    double ink_top, ink_bottom, ink_left, ink_right; /* what is black, from the top left */
    int line_count;
};
struct omr_text_size omr_text_measure(const struct omr_text *text);

/* Distance between two baselines of a style, without any extra of the form language. */
double omr_fonts_line_height(struct omr_fonts *fonts, const struct omr_text_style *style);

#endif
