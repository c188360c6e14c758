/* SPDX-License-Identifier: MIT
 *
 * Real forms, whose source and whose pattern by another program are known, come out alike: the same
 * fields with the same values in the same order, and every bubble within half its diameter once one
 * affine transform of the whole form is allowed for. `--figures` prints the transforms and the
 * worst distances. */
#include "showcase.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_fonts *fonts;

static int open_fonts(void **state) {
    struct omr_error err = {0};
    (void)state;
    return omr_fonts_open(&fonts, &err) ? -1 : 0;
}

static int close_fonts(void **state) {
    (void)state;
    omr_fonts_close(fonts);
    return 0;
}

static const struct omr_form_page *page_of(const struct omr_form *form) {
    assert_int_equal(form->page_count, 1);
    return &form->pages[0];
}

static void compare_elements(const char *name, const struct omr_form_page *ours,
                             const struct omr_form_page *theirs) {
    for (int i = 0; i < ours->element_count && i < theirs->element_count; i++)
        if (ours->elements[i].kind != theirs->elements[i].kind ||
            strcmp(ours->elements[i].name, theirs->elements[i].name) != 0 ||
            ours->elements[i].position_count != theirs->elements[i].position_count)
            fail_msg("%s: element %d is %s `%s`, not %s `%s`", name, i,
                     omr_element_kind_name(ours->elements[i].kind), ours->elements[i].name,
                     omr_element_kind_name(theirs->elements[i].kind), theirs->elements[i].name);
    assert_int_equal(ours->element_count, theirs->element_count);
}

static void compare_bubbles(const char *name, const struct omr_form_page *ours,
                            const struct omr_form_page *theirs) {
    assert_int_equal(ours->bubble_count, theirs->bubble_count);
    for (int i = 0; i < ours->bubble_count; i++) {
        const struct omr_bubble *a = &ours->bubbles[i], *b = &theirs->bubbles[i];
        if (strcmp(a->value, b->value) != 0 || a->element != b->element ||
            a->position != b->position || a->width != b->width || a->height != b->height ||
            a->score != b->score || a->is_positive != b->is_positive)
            fail_msg("%s: bubble %d of `%s` is `%s` (%g x %g), not `%s` (%g x %g)", name, i,
                     ours->elements[a->element].name, a->value, a->width, a->height, b->value,
                     b->width, b->height);
    }
}

/* The affine transform x' = t[0] x + t[1] y + t[2], y' = t[3] x + t[4] y + t[5] that takes our
 * bubbles to theirs with the least squares; about the means, which keeps the sums small. */
static void fit(const struct omr_form_page *ours, const struct omr_form_page *theirs, double t[6]) {
    double n = ours->bubble_count, x = 0, y = 0, u = 0, v = 0;
    double xx = 0, xy = 0, yy = 0, xu = 0, yu = 0, xv = 0, yv = 0;
    for (int i = 0; i < ours->bubble_count; i++) {
        x += ours->bubbles[i].x / n;
        y += ours->bubbles[i].y / n;
        u += theirs->bubbles[i].x / n;
        v += theirs->bubbles[i].y / n;
    }
    for (int i = 0; i < ours->bubble_count; i++) {
        double dx = ours->bubbles[i].x - x, dy = ours->bubbles[i].y - y;
        double du = theirs->bubbles[i].x - u, dv = theirs->bubbles[i].y - v;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
        xu += dx * du;
        yu += dy * du;
        xv += dx * dv;
        yv += dy * dv;
    }
    double d = xx * yy - xy * xy;
    t[0] = (xu * yy - yu * xy) / d;
    t[1] = (yu * xx - xu * xy) / d;
    t[3] = (xv * yy - yv * xy) / d;
    t[4] = (yv * xx - xv * xy) / d;
    t[2] = u - t[0] * x - t[1] * y;
    t[5] = v - t[3] * x - t[4] * y;
}

struct distances {
    double raw, fitted, share; /* the worst, px; `share` of half the bubble's diameter */
    int worst;
};

static struct distances measure(const struct omr_form_page *ours,
                                const struct omr_form_page *theirs, const double t[6]) {
    struct distances found = {0};
    for (int i = 0; i < ours->bubble_count; i++) {
        const struct omr_bubble *a = &ours->bubbles[i], *b = &theirs->bubbles[i];
        double x = t[0] * a->x + t[1] * a->y + t[2], y = t[3] * a->x + t[4] * a->y + t[5];
        double fitted = hypot(x - b->x, y - b->y), raw = hypot(a->x - b->x, a->y - b->y);
        double share = fitted / (fmin(b->width, b->height) / 2);
        found.raw = fmax(found.raw, raw);
        found.fitted = fmax(found.fitted, fitted);
        if (share > found.share) {
            found.share = share;
            found.worst = i;
        }
    }
    return found;
}

static void compare_places(const char *name, const struct omr_form_page *ours,
                           const struct omr_form_page *theirs) {
    double t[6];
    fit(ours, theirs, t);
    struct distances found = measure(ours, theirs, t);
    print_message("# %-30s %4d bubbles; x' = %.5f x %+.5f y %+.2f, y' = %.5f x %+.5f y %+.2f; "
                  "worst %.2f px (%.0f %% of half a bubble), %.2f px without the transform\n",
                  name, ours->bubble_count, t[0], t[1], t[2], t[3], t[4], t[5], found.fitted,
                  100 * found.share, found.raw);
    if (found.share > 1)
        fail_msg("%s: a bubble of `%s` is %.1f px away", name,
                 ours->elements[ours->bubbles[found.worst].element].name, found.fitted);
    assert_true(fabs(ours->width - theirs->width) < 0.5);
    assert_true(fabs(ours->height - theirs->height) < 0.5);
}

static void compare_markers(const struct omr_form_page *ours, const struct omr_form_page *theirs) {
    assert_int_equal(ours->marker_count, theirs->marker_count);
    for (int i = 0; i < ours->marker_count; i++) {
        assert_true(fabs(ours->markers[i].box.left - theirs->markers[i].box.left) < 0.5);
        assert_true(fabs(ours->markers[i].box.top - theirs->markers[i].box.top) < 0.5);
        assert_true(fabs(ours->markers[i].box.width - theirs->markers[i].box.width) < 0.5);
    }
}

static void a_showcase_comes_out_as_its_pattern_has_it(void **state) {
    const char *name = *state;
    struct showcase made;
    if (!showcase_make(&made, name, "markup.txt", fonts)) {
        print_message("# skipped: no corpus\n");
        skip();
    }
    struct omr_form *pattern = showcase_pattern(name);
    const struct omr_form_page *ours = page_of(&made.placement.form), *theirs = page_of(pattern);
    compare_elements(name, ours, theirs);
    compare_bubbles(name, ours, theirs);
    compare_markers(ours, theirs);
    compare_places(name, ours, theirs);
    omr_form_free(pattern);
    showcase_clear(&made);
}

static void text_and_json_of_a_showcase_make_one_pattern(void **state) {
    const char *name = *state;
    struct showcase text, json;
    char *of_text, *of_json;
    if (!showcase_make(&text, name, "markup.txt", fonts)) {
        print_message("# skipped: no corpus\n");
        skip();
    }
    assert_true(showcase_make(&json, name, "markup.json", fonts));
    assert_int_equal(omr_form_write(&text.placement.form, &of_text, NULL, NULL), OMR_OK);
    assert_int_equal(omr_form_write(&json.placement.form, &of_json, NULL, NULL), OMR_OK);
    if (strcmp(of_text, of_json) != 0) {
        size_t at = 0;
        while (of_text[at] == of_json[at])
            at++;
        fail_msg("%s: the patterns differ: %.200s\n--- JSON:\n%.200s", name,
                 of_text + (at > 100 ? at - 100 : 0), of_json + (at > 100 ? at - 100 : 0));
    }
    free(of_text);
    free(of_json);
    showcase_clear(&text);
    showcase_clear(&json);
}

/* What is black of a text stays off every bubble but its own letter's. */
static bool covers(const struct omr_placed_item *text, const struct omr_placed_item *bubble) {
    struct omr_text_size size = omr_text_measure(text->text);
    double left = text->box.left + size.ink_left, right = text->box.left + size.ink_right;
    double top = text->box.top + size.ink_top, bottom = text->box.top + size.ink_bottom;
    const struct omr_box *box = &bubble->box;
    bool is_letter = left > box->left && right < box->left + box->width && top > box->top &&
                     bottom < box->top + box->height;
    return !is_letter && left < box->left + box->width && right > box->left &&
           top < box->top + box->height && bottom > box->top;
}

static void no_text_of_a_showcase_covers_a_bubble(void **state) {
    const char *name = *state;
    struct showcase made;
    if (!showcase_make(&made, name, "markup.txt", fonts)) {
        print_message("# skipped: no corpus\n");
        skip();
    }
    const struct omr_placed_page *page = &made.placement.pages[0];
    for (int i = 0; i < page->item_count; i++)
        for (int j = 0; page->items[i].kind == OMR_ITEM_TEXT && j < page->item_count; j++)
            if (page->items[j].kind == OMR_ITEM_BUBBLE && covers(&page->items[i], &page->items[j]))
                fail_msg("%s: `%s` covers a bubble at %g, %g", name, page->items[i].content,
                         page->items[j].box.left, page->items[j].box.top);
    showcase_clear(&made);
}

static void nothing_of_a_showcase_leaves_the_page(void **state) {
    const char *name = *state;
    struct showcase made;
    if (!showcase_make(&made, name, "markup.txt", fonts)) {
        print_message("# skipped: no corpus\n");
        skip();
    }
    const struct omr_placed_page *page = &made.placement.pages[0];
    for (int i = 0; i < page->item_count; i++) {
        const struct omr_placed_item *item = &page->items[i];
        double left = item->box.left, top = item->box.top;
        double right = left + item->box.width, bottom = top + item->box.height;
        if (item->kind == OMR_ITEM_TEXT) {
            struct omr_text_size size = omr_text_measure(item->text);
            right = left + size.ink_right;
            bottom = top + size.ink_bottom;
        }
        if (left < 0 || top < 0 || right > page->width || bottom > page->height)
            fail_msg("%s: item %d (`%s`) reaches from %g, %g to %g, %g", name, i,
                     item->content ? item->content : "", left, top, right, bottom);
    }
    showcase_clear(&made);
}

int main(void) {
    enum { KINDS = 4 };
    static const struct {
        const char *name;
        void (*function)(void **state);
    } kinds[KINDS] = {
        {"%s comes out as its pattern has it", a_showcase_comes_out_as_its_pattern_has_it},
        {"text and JSON of %s make one pattern", text_and_json_of_a_showcase_make_one_pattern},
        {"no text of %s covers a bubble", no_text_of_a_showcase_covers_a_bubble},
        {"nothing of %s leaves the page", nothing_of_a_showcase_leaves_the_page},
    };
    struct CMUnitTest tests[100] = {0};
    char *names[100];
    int count = 0;
    for (int i = 0; i < showcase_count; i++)
        for (int j = 0; j < KINDS; j++, count++) {
            const char *mark = strstr(kinds[j].name, "%s");
            if (asprintf(&names[count], "%.*s%s%s", (int)(mark - kinds[j].name), kinds[j].name,
                         showcase_names[i], mark + 2) < 0)
                return 1;
            tests[count].name = names[count];
            tests[count].test_func = kinds[j].function;
            tests[count].initial_state = (void *)(uintptr_t)showcase_names[i];
        }
    int failed = _cmocka_run_group_tests("showcase", tests, (size_t)count, open_fonts, close_fonts);
    for (int i = 0; i < count; i++)
        free(names[i]);
    return failed;
}
