/* SPDX-License-Identifier: MIT
 *
 * What an empty bubble looks like on this sheet, learnt from its own bubbles: outline, letter,
 * paper and noise, sample by sample. */
#ifndef OMR_MARK_LOOK_H
#define OMR_MARK_LOOK_H

#include "recognition/mark/crop.h"

struct omr_look {
    uint8_t sample[OMR_CROP_SAMPLES];
    double darkness; /* mean ink inside */
    double darkest;  /* of the bubbles that it was learnt from */
    double bias;     /* ink that its empty bubbles have beyond it: dots of a dithered picture are no
                        one's median */
    bool is_seen;    /* empty bubbles look so; false: assumed, for none was seen */
};

/* Ink beyond a look, mean over the inside, -1 .. 1; the bias is not taken off. */
double omr_look_excess(const struct omr_look *look, const struct omr_crop *crop,
                       const struct omr_crop_mask *mask);

/* In all of these `crops` are measured, and sorted from light to dark; `count` is 1 at least. */

/* Where many bubbles stand in fields of several, most are empty: sample by sample the median of the
 * lighter 60 %, as far as they are at most `alike` darker than the lightest (of many the one behind
 * the lightest twentieth): where most of a few are marked, the median would be a mark. */
void omr_look_of_many(struct omr_look *look, const struct omr_crop *const *crops, int count,
                      const struct omr_crop_mask *mask, double alike);

/* Where all may be marked, as boxes that are fields of their own, even the lightest can be.
 * Outlines look the same from all sides, marks do not: what each sample and its mirror images are
 * in the lighter places is the print. Bubbles with hardly more ink than that are empty, and looked
 * at again. Without any, what three bubbles or more have in common is taken for print, if it looks
 * printed; else the symmetric look is assumed. */
struct omr_few {
    const struct omr_crop *const *crops;
    int count;
    const struct omr_crop_mask *mask;
    int mirrors;  /* ways in which the outline is its own mirror image: 8 of squares, 4 of boxes */
    double noise; /* of single samples on this page, share of the paper */
};
void omr_look_of_few(struct omr_look *look, const struct omr_few *few);

/* How much the single samples of one bubble differ from the look: the standard deviation over the
 * inside. */
double omr_look_differ(const struct omr_look *look, const struct omr_crop *crop,
                       const struct omr_crop_mask *mask);

/* How much single samples of the lighter bubbles, as far as the look was learnt from them, differ
 * from it: the median over bubbles of the standard deviation over the inside. INFINITY where it is
 * that of one bubble. */
double omr_look_residual(const struct omr_look *look, const struct omr_crop *const *crops,
                         int count, const struct omr_crop_mask *mask);

/* How little what a look has beyond the `plain` one looks printed, as a letter is, and not like the
 * marks of people who all chose the same. Print is the same in every bubble but for the page's
 * noise: what they differ by beyond that, as a share of the look's contrast, up to about 0.3.
 * Print leaves most of the bubble white: where the look does not, INFINITY. */
double omr_look_mismatch(const struct omr_look *look, const struct omr_look *plain,
                         const struct omr_crop *const *crops, int count,
                         const struct omr_crop_mask *mask, double noise);

#endif
