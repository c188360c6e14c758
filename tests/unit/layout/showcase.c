/* SPDX-License-Identifier: MIT */
#include "showcase.h"

#include "base/file.h"
#include "base/json.h"
#include "support/corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

const char *const showcase_names[] = {"alumni-questionnaire-checkbox",
                                      "alumni-questionnaire-classic",
                                      "exam-grouped",
                                      "exam-multipart",
                                      "meal-color",
                                      "sat-bw",
                                      "satisfaction-simple",
                                      "satisfaction-table",
                                      "tearline-horizontal-red",
                                      "tearline-vertical-bw"};
const int showcase_count = (int)(sizeof showcase_names / sizeof *showcase_names);

enum { MOST_BYTES = 4 << 20, MOST_IMAGES = 50 };

static bool load(const char *name, const char *file, char **bytes, size_t *size) {
    char path[1000], inside[300];
    snprintf(inside, sizeof inside, "forms/showcase-%s/%s", name, file);
    if (!corpus_find(path, sizeof path, inside))
        return false;
    if (omr_file_load(path, MOST_BYTES, bytes, size, NULL))
        fail_msg("%s cannot be read", path);
    return true;
}

/* The setting's value in the file, which ends its last member with a comma. */
static void find_setting(const char *settings, const char *key, char value[40]) {
    const char *at = strstr(settings, key);
    value[0] = 0;
    if (!at)
        return;
    at += strlen(key);
    at += strspn(at, "\" :\t");
    snprintf(value, 40, "%.*s", (int)strcspn(at, "\",\r\n}"), at);
}

static int word(const char *value, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (strcasecmp(words[i], value) == 0)
            return i;
    fail_msg("`%s` is no setting that the test knows", value);
    return 0;
}

static void read_settings(const char *name, struct omr_layout_settings *settings, char family[40]) {
    static const char *const papers[] = {"A3",    "A4",    "Legal",   "Letter",
                                         "p8519", "p8521", "Tabloid", NULL};
    static const char *const sizes[] = {"Extrasmall", "Small",      "Normal",
                                        "Large",      "Extralarge", NULL};
    char *text = NULL, value[40];
    size_t size;
    assert_true(load(name, "settings.json", &text, &size));
    *settings = (struct omr_layout_settings){.orientation = OMR_ORIENTATION_VERTICAL,
                                             .left_margin_px = 210,
                                             .right_margin_px = 210,
                                             .rotation_marker = OMR_ROTATION_NONE};
    find_setting(text, "PaperSize", value);
    settings->paper_size =
        (enum omr_paper_size)word(strcmp(value, "2") == 0 ? "Legal" : value, papers);
    find_setting(text, "BubbleSize", value);
    settings->bubble_size = (enum omr_bubble_size)word(value, sizes);
    find_setting(text, "FontSize", value);
    settings->font.size_pt = atof(value);
    find_setting(text, "FontFamily", family);
    settings->font.family = family;
    free(text);
}

/* Pictures count by their size in the source alone. */
static void list_images(const struct omr_node *node, struct omr_layout_image *images, int *count) {
    if (node->kind == OMR_NODE_IMAGE && *count < MOST_IMAGES)
        images[(*count)++] = (struct omr_layout_image){node->text, 200, 200};
    for (const struct omr_node *child = node->first_child; child; child = child->next)
        list_images(child, images, count);
}

bool showcase_make(struct showcase *made, const char *name, const char *source,
                   struct omr_fonts *fonts) {
    struct omr_layout_settings settings;
    struct omr_layout_image images[MOST_IMAGES];
    struct omr_error err = {0};
    char *text = NULL, family[40];
    size_t size;
    int image_count = 0;
    if (!load(name, source, &text, &size))
        return false;
    memset(made, 0, sizeof *made);
    read_settings(name, &settings, family);
    if (omr_markup_parse(&made->markup, text, size, &err))
        fail_msg("%s/%s: %s", name, source, err.text);
    free(text);
    list_images(made->markup.root, images, &image_count);
    if (omr_layout_make(&made->placement, &made->markup, &settings, images, image_count, fonts,
                        &err))
        fail_msg("%s/%s: %s", name, source, err.text);
    return true;
}

void showcase_clear(struct showcase *made) {
    omr_placed_form_clear(&made->placement);
    omr_markup_clear(&made->markup);
}

struct omr_form *showcase_pattern(const char *name) {
    struct omr_form *form;
    struct omr_error err = {0};
    char *text = NULL;
    size_t size;
    assert_true(load(name, "pattern.omr", &text, &size));
    if (omr_form_parse(&form, text, size, &err))
        fail_msg("%s: %s", name, err.text);
    free(text);
    return form;
}
