/* SPDX-License-Identifier: MIT */
#include <omr/result.h>

#include "recognition/result/own.h"

#include <stdlib.h>

void omr_result_free(struct omr_result *result) {
    if (!result)
        return;
    struct omr_owned_result *owned = (struct omr_owned_result *)result;
    omr_arena_clear(&owned->arena);
    free(owned);
}

struct reason_words {
    const char *code, *text;
};

static const struct reason_words *find_reason(enum omr_reason reason) {
#define REASON_WORDS(name, code, text) {code, text},
    static const struct reason_words words[] = {OMR_REASON_TABLE(REASON_WORDS)};
#undef REASON_WORDS
    static const struct reason_words unknown = {"unknown", "unknown reason"};
    for (int bit = 0; bit < OMR_REASON_COUNT; bit++)
        if ((unsigned)reason == 1u << bit)
            return &words[bit];
    return &unknown;
}

const char *omr_reason_code(enum omr_reason reason) {
    return find_reason(reason)->code;
}

const char *omr_reason_text(enum omr_reason reason) {
    return find_reason(reason)->text;
}
