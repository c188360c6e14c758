/* SPDX-License-Identifier: MIT
 *
 * Puts the elements of a form on paper: element tree and settings in, placed items and form out.
 * Knows nothing of drawing or file formats. Method: one function for each element, which gives the
 * height it took; a cursor goes down its parent. The geometry is that of the form language's
 * description, in docs/form-language.md. */
#ifndef OMR_GENERATION_LAYOUT_LAYOUT_H
#define OMR_GENERATION_LAYOUT_LAYOUT_H

#include "generation/layout/item.h"
#include "generation/markup/markup.h"

/* What becomes of words that are wider than their place. */
enum omr_long_words { OMR_LONG_WORDS_STICK_OUT, OMR_LONG_WORDS_FAIL, OMR_LONG_WORDS_BREAK };

/* What holds for the whole form unless its source says otherwise. */
struct omr_layout_settings {
    enum omr_paper_size paper_size;
    enum omr_orientation orientation;
    double left_margin_px, right_margin_px;
    struct omr_text_style font;
    uint32_t bubble_colour;
    enum omr_bubble_size bubble_size;
    enum omr_overflow overflow;
    enum omr_rotation_marker rotation_marker; /* NONE: four markers */
    double marker_offset_px;                  /* 0: 1 % of the short side */
    bool is_rtl;                              /* writing systems from right to left */
    bool has_native_digits;                   /* numbering in the writing system's own digits */
    const char *const *digits;                /* ten of them where has_native_digits */
    bool is_single_mark;                      /* Multiselect false */
    const char *copy; /* the id of the record that this copy is for; NULL or "": all are alike */
    enum omr_long_words long_words;
};

/* A picture that the source may name; the layout needs only its size. */
struct omr_layout_image {
    const char *name;
    int width, height; /* px */
};

/* Lays out the whole form; warnings are added to the markup's. On success `*placement` belongs to
 * the caller: omr_placed_form_clear(). It refers to texts of the markup, which must outlive it.
 * Errors: OMR_ERROR_INPUT with the place (a picture that was not given, a word that does not fit
 * where that is asked to fail, ...), OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
enum omr_status omr_layout_make(struct omr_placed_form *placement, struct omr_markup *markup,
                                const struct omr_layout_settings *settings,
                                const struct omr_layout_image *images, int image_count,
                                struct omr_fonts *fonts, struct omr_error *err);

void omr_placed_form_clear(struct omr_placed_form *placement);

#endif
