/* SPDX-License-Identifier: MIT */
#include "server/worker/options.h"

#include "base/error.h"

#include <stdio.h>
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
            options->write.format = formats[i].format;
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

static bool read_shape(struct srv_options *options, const char *value) {
    static const char *const words[] = {
        [OMR_JSON_ELEMENTS] = "elements", [OMR_JSON_RESULTS] = "results", [OMR_JSON_BOTH] = "both"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(value, words[i]) == 0) {
            options->write.json_shape = (enum omr_json_shape)i;
            return true;
        }
    return false;
}

static bool read_order(struct srv_options *options, const char *value) {
    options->recognize.order = strcmp(value, "form") == 0 ? OMR_ORDER_FORM : OMR_ORDER_NAME;
    return options->recognize.order == OMR_ORDER_FORM || strcmp(value, "name") == 0;
}

static bool read_changed(struct srv_options *options, const char *value) {
    static const char *const words[] = {[OMR_CHANGED_ASK] = "ask",
                                        [OMR_CHANGED_DARKEST] = "darkest",
                                        [OMR_CHANGED_CANCEL] = "cancel"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(value, words[i]) == 0) {
            options->recognize.changed = (enum omr_changed)i;
            return true;
        }
    return false;
}

static bool read_guard(struct srv_options *options, const char *value) {
    options->write.guards_formulas = strcmp(value, "1") == 0;
    return options->write.guards_formulas || strcmp(value, "0") == 0;
}

static bool read_page(struct srv_options *options, const char *value) {
    char *end;
    long number = strtol(value, &end, 10);
    if (end == value || *end || number < 1 || number > 1000000)
        return false;
    options->page = (int)number;
    return true;
}

/* In hexadecimal, so that it may hold blanks. */
static bool read_unsure(struct srv_options *options, const char *value) {
    size_t size = strlen(value) / 2;
    if (strlen(value) % 2 || size >= SRV_UNSURE_SIZE)
        return false;
    for (size_t i = 0; i < size; i++) {
        unsigned byte;
        if (strspn(value + 2 * i, "0123456789abcdef") < 2 ||
            sscanf(value + 2 * i, "%2x", &byte) != 1 || !byte)
            return false;
        options->unsure_value[i] = (char)byte;
    }
    options->unsure_value[size] = 0;
    options->replaces_unsure = true;
    return true;
}

static bool read_number(const char *value, uint64_t most, uint64_t *number) {
    char *end;
    if (!*value || strspn(value, "0123456789") != strlen(value) || strlen(value) > 18)
        return false;
    *number = strtoull(value, &end, 10);
    return *number > 0 && *number <= most;
}

static bool read_small(const char *value, uint32_t *number) {
    uint64_t read = 0;
    bool is_read = read_number(value, UINT32_MAX, &read);
    *number = (uint32_t)read;
    return is_read;
}

static bool read_bytes(struct srv_options *options, const char *value) {
    return read_number(value, UINT64_MAX, &options->limits.max_bytes);
}

static bool read_pixels(struct srv_options *options, const char *value) {
    return read_number(value, UINT64_MAX, &options->limits.max_pixels);
}

static bool read_memory(struct srv_options *options, const char *value) {
    return read_number(value, UINT64_MAX, &options->limits.max_memory);
}

static bool read_side(struct srv_options *options, const char *value) {
    return read_small(value, &options->limits.max_side);
}

static bool read_pages(struct srv_options *options, const char *value) {
    return read_small(value, &options->limits.max_pages);
}

static bool read_scans(struct srv_options *options, const char *value) {
    return read_small(value, &options->limits.max_scans);
}

static bool read_converters(struct srv_options *options, const char *value) {
    enum { MOST = sizeof options->converters / sizeof *options->converters - 1 };
    options->knows_converters = true;
    for (int count = 0; *value; value += *value == ',') {
        char id[16];
        size_t length = strcspn(value, ",");
        snprintf(id, sizeof id, "%.*s", (int)length, value);
        const struct conv_program *program = conv_of(id);
        if (!program || count == MOST)
            return false;
        options->converters[count++] = program->id;
        value += length;
    }
    return true;
}

bool srv_options_have(const struct srv_options *options, const struct conv_program *program) {
    for (const char *const *id = options->converters; *id; id++)
        if (strcmp(*id, program->id) == 0)
            return true;
    return false;
}

/* name, how its value is read */
static const struct {
    const char *name;
    bool (*read)(struct srv_options *options, const char *value);
} known[] = {
    {"format", read_format},      {"threshold", read_threshold}, {"shape", read_shape},
    {"unsure", read_unsure},      {"guard", read_guard},         {"order", read_order},
    {"bytes", read_bytes},        {"pixels", read_pixels},       {"side", read_side},
    {"pages", read_pages},        {"scans", read_scans},         {"memory", read_memory},
    {"convert", read_converters}, {"page", read_page},           {"changed", read_changed},
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
    struct srv_options read = {.type = "Csv", .page = 1};
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

struct omr_write_options srv_options_show(const struct srv_options *options) {
    struct omr_write_options write = options->write;
    write.unsure_value = options->replaces_unsure ? options->unsure_value : NULL;
    return write;
}
