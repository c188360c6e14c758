/* SPDX-License-Identifier: MIT */
#include "generation/press.h"

#include "base/error.h"

#include <stdlib.h>

struct omr_press {
    struct omr_fonts *fonts;
};

enum omr_status omr_press_open(struct omr_press **press, struct omr_error *err) {
    struct omr_press *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    enum omr_status status = omr_fonts_open(&made->fonts, err);
    if (status)
        free(made);
    else
        *press = made;
    return status;
}

void omr_press_close(struct omr_press *press) {
    if (!press)
        return;
    omr_fonts_close(press->fonts);
    free(press);
}

const char *omr_press_file(const struct omr_press *press, int number) {
    return omr_fonts_file(press->fonts, number);
}

struct omr_fonts *omr_press_fonts(const struct omr_press *press) {
    return press->fonts;
}
