/* SPDX-License-Identifier: MIT
 *
 * What goes through the round trip: the examples of the form language, one for each element, and
 * these. */
#ifndef TESTS_SOURCES_H
#define TESTS_SOURCES_H

struct source {
    const char *name, *settings, *text;
};

extern const struct source sources[];
extern const int source_count;

/* Every element with bubbles, all of one size and kind. Ended with free(). */
char *source_of_bubbles(const char *size, const char *kind);

/* The examples: docs/form-language/NAME.txt below the folder that the environment's OMR_TOP names.
 * Gives how many. */
enum { EXAMPLES_MAX = 64, EXAMPLE_NAME_SIZE = 64 };
int examples_list(char names[EXAMPLES_MAX][EXAMPLE_NAME_SIZE]);

/* Its text, ended with free(), or NULL. */
char *example_load(const char *name);

/* Settings that it is meant for, or NULL. */
const char *example_settings(const char *name);

#endif
