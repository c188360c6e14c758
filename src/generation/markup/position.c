/* SPDX-License-Identifier: MIT */
#include "generation/markup/position.h"

enum { STEP = 512 };

static void advance(struct omr_position *at, const char *text, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        bool is_end = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
        if (is_end)
            *at = (struct omr_position){at->line + 1, 1};
        else if (((unsigned char)text[i] & 0xc0) != 0x80)
            at->column++;
    }
}

bool omr_positions_make(struct omr_positions *positions, struct omr_arena *arena, const char *text,
                        size_t size) {
    size_t count = size / STEP + 1;
    struct omr_position *marks = OMR_ARENA_ARRAY(arena, struct omr_position, count);
    if (!marks)
        return false;
    marks[0] = (struct omr_position){1, 1};
    for (size_t i = 1; i < count; i++) {
        marks[i] = marks[i - 1];
        advance(&marks[i], text, (i - 1) * STEP, i * STEP);
    }
    *positions = (struct omr_positions){text, size, marks};
    return true;
}

struct omr_position omr_positions_find(const struct omr_positions *positions, size_t offset) {
    size_t to = offset < positions->size ? offset : positions->size;
    struct omr_position at = positions->marks[to / STEP];
    advance(&at, positions->text, to / STEP * STEP, to);
    return at;
}
