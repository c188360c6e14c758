/* SPDX-License-Identifier: MIT */
#include "accuracy/sheet.h"

#include "base/error.h"
#include "recognition/result/compose.h"
#include "support/paper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double faint_contrast = 0.06;

const char *style_name(int style) {
    static const char *const own[] = {"mixed", "changed", "stray"};
    return style < FAKE_PEN_COUNT ? fake_pen_name((enum fake_pen)style)
                                  : own[style - FAKE_PEN_COUNT];
}

static enum fake_pen style_pen(int style, struct fake_random *random) {
    static const enum fake_pen plain[] = {FAKE_PEN_BALL, FAKE_PEN_PENCIL, FAKE_PEN_BALL,
                                          FAKE_PEN_MARKER};
    if (style < FAKE_PEN_COUNT)
        return (enum fake_pen)style;
    return plain[fake_random_below(random, style == STYLE_CHANGED ? 3 : 4)];
}

/* Two elements may share a printed bubble: what is marked in one is marked in the other. */
static void mark_share(struct sheet *sheet, int index, enum mark mark) {
    const struct omr_bubble *bubbles = sheet->page->bubbles;
    for (int i = 0; i < sheet->page->bubble_count; i++)
        if (fabs(bubbles[i].x - bubbles[index].x) < 3 && fabs(bubbles[i].y - bubbles[index].y) < 3)
            sheet->marks[i] = mark;
}

struct respondent {
    struct fake_hand hand;
    struct fake_random random;
    int style;
    double outline; /* drawn by the pattern's */
};

static void hand_choose(struct respondent *who, enum fake_pen pen) {
    fake_hand_random(&who->hand, pen, &who->random);
    who->hand.outline = who->outline;
}

static void mark_add(struct sheet *sheet, struct respondent *who, int index, bool is_changed) {
    const struct omr_bubble *bubble = &sheet->page->bubbles[index];
    if (sheet->marks[index] != MARK_NONE)
        return;
    if (!is_changed)
        fake_mark_draw(&sheet->filled, bubble, &who->hand, &who->random);
    else if (fake_random_chance(&who->random, 0.5))
        fake_mark_draw_erased(&sheet->filled, bubble, &who->hand, &who->random);
    else
        fake_mark_draw_crossed_out(&sheet->filled, bubble, &who->hand, &who->random);
    mark_share(sheet, index, is_changed ? MARK_CHANGED : MARK_GOOD);
}

static void position_fill(struct sheet *sheet, struct respondent *who,
                          const struct omr_position *position, bool may_change) {
    struct fake_random *random = &who->random;
    int count = position->bubble_count, first = position->first_bubble;
    int marks = fake_random_chance(random, 0.1) ? 0 : fake_random_chance(random, 0.06) ? 2 : 1;
    if (count == 1)
        marks = fake_random_chance(random, 0.4);
    if (who->style == STYLE_MIXED)
        hand_choose(who, (enum fake_pen)fake_random_below(random, FAKE_PEN_CROSS + 1));
    for (int i = 0; i < marks && count > 0; i++)
        mark_add(sheet, who, first + fake_random_below(random, count), false);
    if (may_change && count > 1 && fake_random_chance(random, 0.2))
        mark_add(sheet, who, first + fake_random_below(random, count), true);
}

static void element_fill(struct sheet *sheet, struct respondent *who,
                         const struct omr_element *element) {
    int changed = who->style == STYLE_CHANGED && element->position_count
                      ? fake_random_below(&who->random, element->position_count)
                      : -1;
    if (element->kind == OMR_ELEMENT_SCORE_GROUP) /* filled through its companions */
        return;
    if (element->kind == OMR_ELEMENT_REPLACE_TRIGGER && fake_random_chance(&who->random, 0.8))
        return;
    for (int i = 0; i < element->position_count; i++)
        position_fill(sheet, who, &element->positions[i], i == changed);
}

/* Mean over the inner bubble of what the mark took of the paper's brightness; `map` is NULL on the
 * paper itself. */
static double mark_contrast(const struct omr_pixmap *clean, const struct omr_pixmap *inked,
                            const struct omr_bubble *bubble, const struct fake_geometry *map) {
    double sum = 0, paper = 1;
    int count = 0;
    for (int i = -7; i <= 7; i++)
        for (int j = -7; j <= 7; j++) {
            double u = i / 7.0 * 0.85, v = j / 7.0 * 0.85;
            if (u * u + v * v > 0.7225)
                continue;
            struct omr_point p = {bubble->x + u * bubble->width / 2,
                                  bubble->y + v * bubble->height / 2};
            if (map)
                p = fake_geometry_map(map, p.x, p.y);
            int x = (int)floor(p.x), y = (int)floor(p.y);
            if (x < 0 || y < 0 || x >= clean->width || y >= clean->height)
                continue;
            int was = omr_pixmap_row(clean, y)[x], is = omr_pixmap_row(inked, y)[x];
            paper = fmax(paper, was);
            sum += was - is;
            count++;
        }
    return count ? sum / count / paper : 0;
}

static void weakest_find(struct sheet *sheet) {
    sheet->weakest = 1;
    for (int i = 0; i < sheet->page->bubble_count; i++)
        if (sheet->marks[i] == MARK_GOOD)
            sheet->weakest = fmin(sheet->weakest, mark_contrast(&sheet->blank, &sheet->filled,
                                                                &sheet->page->bubbles[i], NULL));
}

int sheet_find_faint(struct sheet *sheet, const struct fake_picture *picture,
                     const struct omr_pixmap *clean) {
    int count = 0;
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        sheet->is_faint[i] = sheet->marks[i] == MARK_GOOD &&
                             mark_contrast(clean, &picture->grey, &sheet->page->bubbles[i],
                                           &picture->geometry) < faint_contrast;
        count += sheet->is_faint[i];
    }
    return count;
}

static enum omr_status pixmap_copy(struct omr_pixmap *to, const struct omr_pixmap *from,
                                   struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(to, from->width, from->height, err);
    for (int y = 0; !status && y < from->height; y++)
        memcpy(omr_pixmap_row(to, y), omr_pixmap_row(from, y), (size_t)from->width);
    return status;
}

static enum omr_status blank_make(struct sheet *sheet, const struct omr_pixmap *blank,
                                  uint64_t seed, double *outline, struct omr_error *err) {
    if (blank)
        return pixmap_copy(&sheet->blank, blank, err);
    struct fake_random random = fake_random_make(seed, 1);
    struct fake_style style;
    fake_style_random(&style, &random);
    *outline = style.ring_ratio;
    return fake_paper_print(&sheet->blank, sheet->page, &style, &random, err);
}

enum omr_status sheet_fill(struct sheet *sheet, const struct omr_form_page *page,
                           const struct omr_pixmap *blank, double outline, int style, uint64_t seed,
                           struct omr_error *err) {
    struct respondent who = {
        .random = fake_random_make(seed, 2), .style = style, .outline = outline};
    *sheet = (struct sheet){.page = page};
    sheet->marks = calloc((size_t)page->bubble_count + 1, sizeof *sheet->marks);
    sheet->is_faint = calloc((size_t)page->bubble_count + 1, sizeof *sheet->is_faint);
    enum omr_status status = sheet->marks && sheet->is_faint ? OMR_OK : omr_fail_memory(err);
    if (status || (status = blank_make(sheet, blank, seed, &who.outline, err)) ||
        (status = pixmap_copy(&sheet->filled, &sheet->blank, err))) {
        sheet_clear(sheet);
        return status;
    }
    hand_choose(&who, style_pen(style, &who.random));
    for (int i = 0; i < page->element_count; i++)
        element_fill(sheet, &who, &page->elements[i]);
    for (int i = 0; style == STYLE_STRAY && i < 3; i++)
        fake_line_draw_stray(&sheet->filled, &who.hand, &who.random);
    weakest_find(sheet);
    return OMR_OK;
}

void sheet_clear(struct sheet *sheet) {
    free(sheet->marks);
    free(sheet->is_faint);
    omr_pixmap_clear(&sheet->blank);
    omr_pixmap_clear(&sheet->filled);
    *sheet = (struct sheet){0};
}

enum omr_status sheet_truth(const struct sheet *sheet, const struct fake_picture *picture,
                            unsigned count, struct omr_result **result, struct omr_error *err) {
    const struct omr_form_page *page = sheet->page;
    struct omr_arena arena = {0};
    size_t bubbles = (size_t)page->bubble_count + 1, elements = (size_t)page->element_count + 1;
    struct omr_verdict *verdicts = OMR_ARENA_ARRAY(&arena, struct omr_verdict, bubbles);
    struct omr_bubble_place *places = OMR_ARENA_ARRAY(&arena, struct omr_bubble_place, bubbles);
    struct omr_barcode_reading *barcodes =
        OMR_ARENA_ARRAY(&arena, struct omr_barcode_reading, elements);
    if (!verdicts || !places || !barcodes) {
        omr_arena_clear(&arena);
        return omr_fail_memory(err);
    }
    for (int i = 0; i < page->element_count; i++)
        barcodes[i].text = "";
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_bubble *bubble = &page->bubbles[i];
        /* results count from the middle of the first pixel */
        places[i].centre = fake_geometry_map(&picture->geometry, bubble->x + 0.5, bubble->y + 0.5);
        places[i].centre.x -= 0.5;
        places[i].centre.y -= 0.5;
        verdicts[i].confidence = 1;
        verdicts[i].is_marked =
            (sheet->marks[i] == MARK_GOOD && (!sheet->is_faint[i] || (count & COUNT_FAINT))) ||
            (sheet->marks[i] == MARK_CHANGED && (count & COUNT_CHANGED));
    }
    struct omr_page_readings readings = {.page = page,
                                         .page_number = 1,
                                         .verdicts = verdicts,
                                         .places = places,
                                         .barcodes = barcodes};
    enum omr_status status = omr_result_compose(result, &readings, err);
    omr_arena_clear(&arena);
    return status;
}
