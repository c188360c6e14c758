/* SPDX-License-Identifier: MIT */
#include "generation/notices.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { NOTICES_MOST = 1000 };

struct omr_notices {
    struct omr_arena arena;
    struct omr_notice item[NOTICES_MOST];
    int count;
};

enum omr_status omr_notices_new(struct omr_notices **notices, struct omr_error *err) {
    *notices = calloc(1, sizeof **notices);
    return *notices ? OMR_OK : omr_fail_memory(err);
}

void omr_notices_free(struct omr_notices *notices) {
    if (!notices)
        return;
    omr_arena_clear(&notices->arena);
    free(notices);
}

int omr_notices_count(const struct omr_notices *notices) {
    return notices->count;
}

bool omr_notices_find(const struct omr_notices *notices, int index, struct omr_notice *notice) {
    if (index < 0 || index >= notices->count)
        return false;
    *notice = notices->item[index];
    return true;
}

static bool has(const struct omr_notices *notices, const struct omr_warning *warning) {
    for (int i = 0; i < notices->count; i++) {
        const struct omr_notice *at = &notices->item[i];
        if (at->line == warning->place.line && at->column == warning->place.column &&
            strcmp(at->code, warning->code) == 0 && strcmp(at->text, warning->text) == 0)
            return true;
    }
    return false;
}

enum omr_status omr_notices_take(struct omr_notices *notices, const struct omr_warnings *warnings,
                                 struct omr_error *err) {
    struct omr_arena *arena = &notices->arena;
    for (int i = 0; i < warnings->count && notices->count < NOTICES_MOST; i++) {
        const struct omr_warning *at = &warnings->item[i];
        if (has(notices, at))
            continue;
        struct omr_notice *notice = &notices->item[notices->count];
        const char *path = at->place.path ? at->place.path : "";
        notice->code = omr_arena_copy(arena, at->code, strlen(at->code));
        notice->text = omr_arena_copy(arena, at->text, strlen(at->text));
        notice->path = omr_arena_copy(arena, path, strlen(path));
        notice->line = at->place.line;
        notice->column = at->place.column;
        if (!notice->code || !notice->text || !notice->path)
            return omr_fail_memory(err);
        notices->count++;
    }
    return OMR_OK;
}
