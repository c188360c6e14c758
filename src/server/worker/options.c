/* SPDX-License-Identifier: MIT */
#include "server/worker/options.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool read_format(struct srv_options *options, const char *value) {
    static const struct {
        const char *type;
        enum omr_format format;
    } formats[] = {{"Csv", OMR_FORMAT_CSV}, {"Json", OMR_FORMAT_JSON}, {"Xml", OMR_FORMAT_XML}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(value, formats[i].type) == 0) {
            options->format = formats[i].format;
            options->type = formats[i].type;
            return true;
        }
    return false;
}

static bool read_threshold(struct srv_options *options, const char *value) {
    char *end;
    long number = strtol(value, &end, 10);
    if (end == value || *end || number < 0 || number > 100)
        return false;
    options->recognize.threshold = (int)number;
    return true;
}

/* name, how its value is read */
static const struct {
    const char *name;
    bool (*read)(struct srv_options *options, const char *value);
} known[] = {
    {"format", read_format},
    {"threshold", read_threshold},
};

static enum omr_status read_word(struct srv_options *options, char *word, struct omr_error *err) {
    char *value = strchr(word, '=');
    if (value)
        *value++ = 0;
    for (size_t i = 0; value && i < sizeof known / sizeof *known; i++)
        if (strcmp(word, known[i].name) == 0) {
            if (known[i].read(options, value))
                return OMR_OK;
            return omr_fail(err, OMR_ERROR_USAGE, "worker.option", "option %s: `%s` makes no sense",
                            word, value);
        }
    return omr_fail(err, OMR_ERROR_USAGE, "worker.option", "there is no option `%s`", word);
}

enum omr_status srv_options_parse(struct srv_options *options, const char *line,
                                  struct omr_error *err) {
    struct srv_options read = {.format = OMR_FORMAT_CSV, .type = "Csv"};
    omr_recognize_options_init(&read.recognize);
    char *copy = strdup(line), *rest = copy;
    if (!copy)
        return omr_fail_memory(err);
    enum omr_status status = OMR_OK;
    for (char *word; !status && (word = strsep(&rest, " "));)
        if (*word)
            status = read_word(&read, word, err);
    free(copy);
    if (!status)
        *options = read;
    return status;
}
