/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static enum omr_status fail_usage(struct omr_error *err, const struct cli_option *option,
                                  const char *value, const char *problem) {
    return omr_fail(err, OMR_ERROR_USAGE, "cli.option", "--%s %s: %s", option->name, value,
                    problem);
}

static enum omr_status check_bounds(const struct cli_option *option, const char *text, double value,
                                    struct omr_error *err) {
    if (value >= option->min && value <= option->max)
        return OMR_OK;
    return omr_fail(err, OMR_ERROR_USAGE, "cli.option", "--%s %s: must be from %.15g to %.15g",
                    option->name, text, option->min, option->max);
}

static enum omr_status read_integer(const struct cli_option *option, const char *text, int *value,
                                    struct omr_error *err) {
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end || strspn(text, "+-0123456789") != strlen(text))
        return fail_usage(err, option, text, "not a whole number");
    enum omr_status status = check_bounds(option, text, (double)number, err);
    if (!status)
        *value = (int)number;
    return status;
}

static enum omr_status read_duration(const struct cli_option *option, const char *text,
                                     double *value, struct omr_error *err) {
    static const struct {
        char unit;
        double seconds;
    } units[] = {{0, 1}, {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    size_t digits = strspn(text, "0123456789.");
    char *end;
    double number = strtod(text, &end);
    if (digits && end == text + digits && (!*end || !end[1]))
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (*end == units[i].unit) {
                *value = number * units[i].seconds;
                return check_bounds(option, text, *value, err);
            }
    return fail_usage(err, option, text, "not a time such as 90s, 15m, 24h or 7d");
}

static enum omr_status read_word(const struct cli_option *option, const char *text, int *value,
                                 struct omr_error *err) {
    char choices[200] = "";
    for (int i = 0; option->words[i]; i++) {
        if (strcmp(option->words[i], text) == 0) {
            *value = i;
            return OMR_OK;
        }
        size_t used = strlen(choices);
        snprintf(choices + used, sizeof choices - used, "%s%s", i ? ", " : "", option->words[i]);
    }
    return omr_fail(err, OMR_ERROR_USAGE, "cli.option", "--%s %s: must be one of %s", option->name,
                    text, choices);
}

static enum omr_status add_text(const struct cli_option *option, const char *text,
                                struct cli_list *list, struct omr_error *err) {
    if (list->count == CLI_LIST_MOST)
        return fail_usage(err, option, text, "given too often");
    list->items[list->count++] = text;
    return OMR_OK;
}

static enum omr_status read_value(const struct cli_option *option, const char *text, void *settings,
                                  struct omr_error *err) {
    void *member = (char *)settings + option->offset;
    switch (option->kind) {
    case CLI_FLAG:
        *(bool *)member = true;
        return OMR_OK;
    case CLI_INTEGER:
        return read_integer(option, text, member, err);
    case CLI_TEXT:
        *(const char **)member = text;
        return OMR_OK;
    case CLI_LIST:
        return add_text(option, text, member, err);
    case CLI_WORD:
        return read_word(option, text, member, err);
    case CLI_DURATION:
        return read_duration(option, text, member, err);
    }
    return OMR_ERROR_INTERNAL;
}

static const struct cli_option *find_option(const struct cli_option *options, int count,
                                            const char *name, size_t length) {
    for (int i = 0; i < count; i++)
        if (strlen(options[i].name) == length && memcmp(options[i].name, name, length) == 0)
            return &options[i];
    return NULL;
}

/* Reads the option at argv[*at] and moves `*at` to its last word. */
static enum omr_status read_option(const struct cli_option *options, int count, void *settings,
                                   char **argv, int argc, int *at, struct omr_error *err) {
    const char *name = argv[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const struct cli_option *option =
        argv[*at][1] == '-' ? find_option(options, count, name, length) : NULL;
    if (!option)
        return omr_fail(err, OMR_ERROR_USAGE, "cli.option", "unknown option %s", argv[*at]);
    if (option->kind == CLI_FLAG) {
        if (equals)
            return fail_usage(err, option, equals + 1, "takes no value");
        return read_value(option, "", settings, err);
    }
    if (!equals && *at + 1 == argc)
        return omr_fail(err, OMR_ERROR_USAGE, "cli.option", "--%s needs a value (%s)", option->name,
                        option->argument);
    return read_value(option, equals ? equals + 1 : argv[++*at], settings, err);
}

enum omr_status cli_options_parse(const struct cli_option *options, int option_count,
                                  void *settings, int *argc, char **argv, struct omr_error *err) {
    int kept = 1;
    bool is_over = false;
    for (int i = 1; i < *argc; i++) {
        if (is_over || argv[i][0] != '-' || !argv[i][1]) {
            argv[kept++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            is_over = true;
        } else {
            enum omr_status status =
                read_option(options, option_count, settings, argv, *argc, &i, err);
            if (status)
                return status;
        }
    }
    *argc = kept;
    return OMR_OK;
}

/* The help of an option begins in column HELP_COLUMN; its further lines are set under the first. */
static void print_help(const char *help, int used, FILE *to) {
    enum { HELP_COLUMN = 24 };
    int blanks = used < HELP_COLUMN ? HELP_COLUMN - used : 2;
    for (;;) {
        int length = (int)strcspn(help, "\n");
        fprintf(to, "%*s%.*s\n", blanks, "", length, help);
        if (!help[length])
            return;
        help += length + 1;
        blanks = HELP_COLUMN;
    }
}

void cli_options_print(const struct cli_option *options, int option_count, FILE *to) {
    for (int i = 0; i < option_count; i++) {
        const struct cli_option *option = &options[i];
        int used = fprintf(to, "  --%s%s%s", option->name, option->argument ? " " : "",
                           option->argument ? option->argument : "");
        print_help(option->help, used, to);
    }
}
