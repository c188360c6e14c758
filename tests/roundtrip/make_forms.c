/* SPDX-License-Identifier: MIT
 *
 * usage: make-forms FOLDER
 *
 * Makes the forms of the round trip that have bubbles: FOLDER/NAME/pattern.omr and blank.png, for
 * the simulator (tests/accuracy). Of forms of several pages nothing is made: it knows one page. */
#include "base/file.h"
#include "roundtrip/made.h"
#include "roundtrip/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int save(const char *folder, const char *name, const struct made_form *made) {
    char path[1200];
    snprintf(path, sizeof path, "%.900s/%.100s", folder, name);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%.900s/%.100s/pattern.omr", folder, name);
    if (omr_file_save(path, made->pattern, made->pattern_size, 0, NULL))
        return 0;
    snprintf(path, sizeof path, "%.900s/%.100s/blank.png", folder, name);
    return !omr_file_save(path, made->page[0].png, made->page[0].png_size, 0, NULL);
}

static int make(const char *folder, const char *name, const char *text, const char *settings) {
    struct made_form made;
    int is_made = !made_make(&made, name, text, settings, NULL, NULL) && made.page_count == 1 &&
                  made.form->pages[0].bubble_count > 0 && save(folder, name, &made);
    made_clear(&made);
    return is_made;
}

/* Every element with bubbles, in every size and kind. */
static int make_bubbles(const char *folder) {
    static const char *const sizes[] = {"extrasmall", "small", "normal", "large", "extralarge"};
    static const char *const kinds[] = {"round", "square"};
    int count = 0;
    for (int i = 0; i < 10; i++) {
        char *text = source_of_bubbles(sizes[i % 5], kinds[i / 5]), name[32];
        snprintf(name, sizeof name, "%s-%s", sizes[i % 5], kinds[i / 5]);
        count += text && make(folder, name, text, NULL);
        free(text);
    }
    return count;
}

int main(int argc, char **argv) {
    static char names[EXAMPLES_MAX][EXAMPLE_NAME_SIZE];
    int count = 0, examples = examples_list(names);
    if (argc != 2) {
        fputs("usage: make-forms FOLDER\n", stderr);
        return 2;
    }
    for (int i = 0; i < source_count; i++)
        count += make(argv[1], sources[i].name, sources[i].text, sources[i].settings);
    for (int i = 0; i < examples; i++) {
        char *text = example_load(names[i]);
        count += text && make(argv[1], names[i], text, example_settings(names[i]));
        free(text);
    }
    count += make_bubbles(argv[1]);
    printf("%d forms\n", count);
    return count < 40;
}
