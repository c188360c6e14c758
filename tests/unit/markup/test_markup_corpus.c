/* SPDX-License-Identifier: MIT
 *
 * Real forms that exist in both syntaxes: both give the same tree. The JSON of these was written by
 * a program that writes every attribute, also those that say what holds anyway; so an attribute
 * that only one of both has must say what its absence means. */
#include "base/file.h"
#include "base/json.h"
#include "generation/markup/value.h"
#include "markup/tree.h"
#include "support/corpus.h"

#include <setjmp.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static const char *const forms[] = {"alumni-questionnaire-checkbox",
                                    "alumni-questionnaire-classic",
                                    "exam-grouped",
                                    "exam-multipart",
                                    "meal-color",
                                    "sat-bw",
                                    "satisfaction-simple",
                                    "satisfaction-table",
                                    "tearline-horizontal-red",
                                    "tearline-vertical-bw"};

/* The members of settings.json that elements inherit. */
struct settings {
    struct omr_json *json;
};

static char *load(const char *form, const char *file, size_t *size) {
    char name[200], path[1000], *bytes;
    struct omr_error err;
    snprintf(name, sizeof name, "forms/showcase-%s/%s", form, file);
    if (!corpus_find(path, sizeof path, name))
        return NULL;
    if (omr_file_load(path, 1 << 20, &bytes, size, &err))
        fail_msg("%s", err.text);
    return bytes;
}

static const char *inherited(const struct settings *settings, enum omr_attribute attribute) {
    const char *name = attribute == OMR_ATTR_FONT_FAMILY   ? "FontFamily"
                       : attribute == OMR_ATTR_FONT_STYLE  ? "FontStyle"
                       : attribute == OMR_ATTR_FONT_SIZE   ? "FontSize"
                       : attribute == OMR_ATTR_BUBBLE_SIZE ? "BubbleSize"
                                                           : "";
    static char number[32];
    const struct omr_json *value = omr_json_member(settings->json, name);
    double size;
    if (omr_json_string(value))
        return omr_json_string(value);
    if (!value || !omr_json_number(value, &size))
        return "";
    snprintf(number, sizeof number, "%g", size);
    return number;
}

/* Whether an attribute says no more than its absence would. */
static bool says_nothing(const struct omr_node *node, const struct omr_attribute_value *attribute,
                         const struct settings *settings) {
    struct omr_arena arena = {0};
    struct omr_buffer written = {0}, default_text = {0};
    bool is_same = false;
    for (size_t i = 0; i < omr_schema_attribute_count && !is_same; i++) {
        const struct omr_attribute_spec *spec = &omr_schema_attributes[i];
        struct omr_attribute_value absent = {.attribute = attribute->attribute};
        if (spec->attribute != attribute->attribute || !(spec->elements >> node->kind & 1))
            continue;
        const char *text = strcmp(spec->absent, "the setting") == 0
                               ? inherited(settings, spec->attribute)
                               : spec->absent;
        if (omr_value_read(&absent.value, &arena, spec, text, strlen(text)) != OMR_VALUE_TAKEN)
            continue;
        written.size = default_text.size = 0;
        tree_attribute(&written, node, attribute);
        tree_attribute(&default_text, node, &absent);
        is_same = strcmp(written.bytes, default_text.bytes) == 0;
    }
    omr_buffer_clear(&written);
    omr_buffer_clear(&default_text);
    omr_arena_clear(&arena);
    return is_same;
}

static void assert_attributes(const char *form, const struct omr_node *a, const struct omr_node *b,
                              const struct settings *settings) {
    for (int i = 0; i < a->attribute_count; i++) {
        const struct omr_attribute_value *mine = &a->attributes[i],
                                         other = {.attribute = mine->attribute};
        struct omr_attribute_value theirs = other;
        const struct omr_value *value = omr_node_find(b, mine->attribute);
        struct omr_buffer first = {0}, second = {0};
        tree_attribute(&first, a, mine);
        if (value) {
            theirs.value = *value;
            tree_attribute(&second, b, &theirs);
            if (strcmp(first.bytes, second.bytes) != 0)
                fail_msg("%s, %d:%d %s:%s but%s", form, a->place.line, a->place.column,
                         a->place.path, first.bytes, second.bytes);
        } else if (!says_nothing(a, mine, settings)) {
            fail_msg("%s, %d:%d %s: only here%s", form, a->place.line, a->place.column,
                     a->place.path, first.bytes);
        }
        omr_buffer_clear(&first);
        omr_buffer_clear(&second);
    }
}

static int assert_trees(const char *form, const struct omr_node *a, const struct omr_node *b,
                        const struct settings *settings) {
    int count = 1;
    if (a->kind != b->kind || strcmp(a->text, b->text) != 0)
        fail_msg("%s: line %d %s '%s' but %s %s '%s'", form, a->place.line,
                 omr_schema_element_name(a->kind), a->text, b->place.path,
                 omr_schema_element_name(b->kind), b->text);
    assert_attributes(form, a, b, settings);
    assert_attributes(form, b, a, settings);
    const struct omr_node *left = a->first_child, *right = b->first_child;
    for (; left && right; left = left->next, right = right->next)
        count += assert_trees(form, left, right, settings);
    if (left || right)
        fail_msg("%s: line %d %s: %s has more children", form, a->place.line, b->place.path,
                 left ? "the text" : "the JSON");
    return count;
}

static void parse(struct omr_markup *markup, const char *form, const char *file) {
    size_t size;
    struct omr_error err;
    char *source = load(form, file, &size);
    assert_non_null(source);
    if (omr_markup_parse(markup, source, size, &err))
        fail_msg("%s/%s: %s", form, file, err.text);
    free(source);
}

static void read_settings(struct settings *settings, const char *form) {
    size_t size;
    struct omr_error err;
    char *text = load(form, "settings.json", &size);
    assert_non_null(text);
    omr_json_soften(text, size);
    if (omr_json_parse(&settings->json, text, size, 4, 100, &err))
        fail_msg("%s: %s", form, err.text);
    free(text);
}

static void text_and_json_of_real_forms_give_the_same_tree(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct omr_markup text = {0}, json = {0};
        struct settings settings = {0};
        size_t size;
        char *there = load(forms[i], "markup.txt", &size);
        if (!there)
            skip();
        free(there);
        parse(&text, forms[i], "markup.txt");
        parse(&json, forms[i], "markup.json");
        read_settings(&settings, forms[i]);
        assert_in_range(assert_trees(forms[i], text.root, json.root, &settings), 20, 1000);
        omr_json_free(settings.json);
        omr_markup_clear(&text);
        omr_markup_clear(&json);
    }
}

static void real_forms_warn_only_of_their_own_slips(void **state) {
    (void)state;
    char *source;
    size_t size;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct omr_markup markup = {0};
        if (!(source = load(forms[i], "markup.txt", &size)))
            skip();
        free(source);
        parse(&markup, forms[i], "markup.txt");
        char *warnings = tree_warnings(&markup);
        /* "font_size=bold" is such a slip. */
        for (int w = 0; w < markup.warnings.count; w++)
            if (strcmp(markup.warnings.item[w].code, "markup.value") != 0)
                fail_msg("%s: %s", forms[i], warnings);
        free(warnings);
        omr_markup_clear(&markup);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_json_of_real_forms_give_the_same_tree),
        cmocka_unit_test(real_forms_warn_only_of_their_own_slips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
