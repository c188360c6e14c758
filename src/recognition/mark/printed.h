/* SPDX-License-Identifier: MIT
 *
 * What an empty bubble looks like by the form's blank: each bubble by itself, with its own letter
 * and whatever else is printed there. It stands in where the sheet's own empty bubbles do not tell:
 * where few share a letter, where all of a kind may be marked, where patterns drawn by hand have
 * their boxes a little beside the outlines. */
#ifndef OMR_MARK_PRINTED_H
#define OMR_MARK_PRINTED_H

#include "recognition/mark/look.h"

/* Crops of the blank's bubbles, one for each bubble of the page, or NULL. */
struct omr_printed {
    struct omr_crop *crop;
};

/* Cuts out the bubbles of a blank that is registered. */
enum omr_status omr_printed_learn(struct omr_printed *printed, const struct omr_sheet *blank,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err);

/* How a sheet shows what the blank does: its ink by the blank's, and how often the blank must be
 * blurred to be as soft. Judged by the outlines, which people leave alone: the typical ratio of
 * their ink, below the middle since thick marks reach over them, and the blur that differs the
 * least. Where even so the sheet's bubbles are usually lighter than that, by `bias`, they are taken
 * as they are; that they are darker may be marks. `masks` are those of the shapes. */
struct omr_press {
    double ink;
    int blur;
    double bias; /* mean ink inside beyond what is drawn, 0 or less */
};
void omr_press_estimate(struct omr_press *press, const struct omr_printed *printed,
                        const struct omr_sheet *sheet, const struct omr_crop *crops,
                        const struct omr_crop_mask masks[2]);

/* The look of bubble `bubble` on such a sheet; false where the blank does not show it. */
bool omr_printed_look(struct omr_look *look, const struct omr_printed *printed, int bubble,
                      const struct omr_press *press, const struct omr_crop_mask *mask);

#endif
