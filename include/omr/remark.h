/* SPDX-License-Identifier: MIT
 *
 * What a person should know about a form that was taken over from elsewhere or found on a picture:
 * what was left out, guessed or is to be looked at. Never a failure. */
#ifndef OMR_REMARK_H
#define OMR_REMARK_H

#include <omr/error.h>

enum { OMR_REMARKS_MOST = 64 };

struct omr_remark {
    char code[48];  /* stable, for programs: "template.paper"; docs/errors.md lists them */
    char text[304]; /* one sentence for people, in English, naming the item */
};

/* The caller's, zero-initialised. Those beyond the last are counted only. */
struct omr_remarks {
    struct omr_remark item[OMR_REMARKS_MOST];
    int count, dropped;
};

#endif
