/* SPDX-License-Identifier: MIT
 *
 * cJSON builds the tree; before it sees a byte, scan_text() walks the whole text once, without
 * recursion and without memory, and holds it against the grammar and the limits. So hostile text
 * never becomes a tree, errors have a line and a column, and whatever cJSON still refuses is want
 * of memory. Stricter than RFC 8259 in three points: no U+0000, no lone surrogates, no numbers of
 * more than 63 characters. More lenient in one: control characters may stand bare in strings.
 *
 * cJSON keeps the place of its last error in a variable that all threads share. It is never read
 * here. */
#include "base/json.h"

#include "base/error.h"
#include "base/utf8.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 900 /* cJSON itself stops at 1000 */, LONGEST_NUMBER = 63 };

struct scan {
    const char *start, *at, *end;
    const char *problem; /* what is wrong at `at` */
    bool is_limit;
    int depth, max_depth;
    size_t values, max_values;
    bool in_object[DEEPEST + 1]; /* kind of the container at each depth */
};

static bool refuse(struct scan *scan, const char *problem) {
    scan->problem = problem;
    return false;
}

static void skip_space(struct scan *scan) {
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

/* Whether any of eight bytes is a quote, a backslash, zero or not ASCII. Base64 of many megabytes
 * passes through here, so it is looked at by the word. */
static bool has_special(const char *bytes) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    uint64_t found = (word - ones) | (quote - ones) | (backslash - ones);
    return ((found | word) & highs) != 0;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The code unit of `\uXXXX` at `at`, or -1. */
static int code_unit(const char *at, const char *end) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    int unit = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool scan_escape(struct scan *scan) {
    if (scan->end - scan->at < 2)
        return refuse(scan, "the string does not end");
    if (scan->at[1] != 'u') {
        if (!scan->at[1] || !strchr("\"\\/bfnrt", scan->at[1]))
            return refuse(scan, "unknown escape in a string");
        scan->at += 2;
        return true;
    }
    int unit = code_unit(scan->at, scan->end);
    if (unit < 0)
        return refuse(scan, "four hexadecimal digits must follow \\u");
    if (unit == 0)
        return refuse(scan, "the character U+0000 is not allowed");
    if (unit >= 0xd800 && unit <= 0xdfff) {
        int low = code_unit(scan->at + 6, scan->end);
        if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff)
            return refuse(scan, "half of a surrogate pair");
        scan->at += 6;
    }
    scan->at += 6;
    return true;
}

static bool scan_string(struct scan *scan) {
    for (scan->at++; scan->at < scan->end;) {
        while (scan->end - scan->at >= 8 && !has_special(scan->at))
            scan->at += 8;
        if (scan->at == scan->end)
            break;
        if (*scan->at == '"') {
            scan->at++;
            return true;
        }
        if (*scan->at == '\\') {
            if (!scan_escape(scan))
                return false;
            continue;
        }
        size_t length = omr_utf8_length(scan->at, (size_t)(scan->end - scan->at));
        if (!length)
            return refuse(scan, "not UTF-8");
        if (!*scan->at)
            return refuse(scan, "a zero byte");
        scan->at += length;
    }
    return refuse(scan, "the string does not end");
}

static bool scan_digits(const char **at, const char *end) {
    const char *start = *at;
    while (*at < end && **at >= '0' && **at <= '9')
        ++*at;
    return *at > start;
}

/* The end of the number that begins at `at`, or NULL. Leading zeros are let through. */
static const char *number_end(const char *at, const char *end) {
    if (at < end && *at == '-')
        at++;
    if (!scan_digits(&at, end))
        return NULL;
    if (at < end && *at == '.') {
        at++;
        if (!scan_digits(&at, end))
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        if (!scan_digits(&at, end))
            return NULL;
    }
    return at;
}

static bool scan_number(struct scan *scan) {
    const char *end = number_end(scan->at, scan->end);
    if (!end)
        return refuse(scan, "not a value");
    if (end - scan->at > LONGEST_NUMBER)
        return refuse(scan, "a number of too many digits");
    scan->at = end;
    return true;
}

static bool scan_word(struct scan *scan, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return refuse(scan, "not a value");
    scan->at += length;
    return true;
}

static bool scan_scalar(struct scan *scan) {
    switch (*scan->at) {
    case '"':
        return scan_string(scan);
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default:
        return scan_number(scan);
    }
}

static bool exceeds(struct scan *scan, const char *problem) {
    scan->is_limit = true;
    return refuse(scan, problem);
}

static bool open_container(struct scan *scan) {
    if (scan->depth >= scan->max_depth)
        return exceeds(scan, "nested too deeply");
    scan->in_object[++scan->depth] = *scan->at++ == '{';
    return true;
}

/* Takes closing brackets and the comma after a value; `*is_done` when the outermost value ended. */
static bool scan_after_value(struct scan *scan, bool *is_done) {
    for (;;) {
        skip_space(scan);
        *is_done = scan->depth == 0;
        if (*is_done)
            return scan->at == scan->end || refuse(scan, "something follows the value");
        if (scan->at == scan->end)
            return refuse(scan, "the text ends too early");
        if (*scan->at == ',') {
            scan->at++;
            return true;
        }
        if (*scan->at != (scan->in_object[scan->depth] ? '}' : ']'))
            return refuse(scan, "a comma or a closing bracket is missing");
        scan->at++;
        scan->depth--;
    }
}

static bool scan_key(struct scan *scan) {
    if (scan->at == scan->end || *scan->at != '"')
        return refuse(scan, "a member's name in quotes is missing");
    if (!scan_string(scan))
        return false;
    skip_space(scan);
    if (scan->at == scan->end || *scan->at != ':')
        return refuse(scan, "a colon is missing");
    scan->at++;
    skip_space(scan);
    return true;
}

/* One round reads one value (of a container only its opening bracket) and what follows it. */
static bool scan_text(struct scan *scan) {
    for (bool is_done = false; !is_done;) {
        skip_space(scan);
        if (scan->depth && scan->in_object[scan->depth] && !scan_key(scan))
            return false;
        if (scan->at == scan->end)
            return refuse(scan, "the text ends too early");
        if (++scan->values > scan->max_values)
            return exceeds(scan, "too many values");
        if (*scan->at == '{' || *scan->at == '[') {
            if (!open_container(scan))
                return false;
            skip_space(scan);
            if (scan->at == scan->end || (*scan->at != '}' && *scan->at != ']'))
                continue;
        } else if (!scan_scalar(scan)) {
            return false;
        }
        if (!scan_after_value(scan, &is_done))
            return false;
    }
    return true;
}

static enum omr_status fail_at(const struct scan *scan, struct omr_error *err) {
    size_t line = 1, column = 1;
    for (const char *at = scan->start; at < scan->at; at++, column++)
        if (*at == '\n') {
            line++;
            column = 0;
        }
    return omr_fail(err, scan->is_limit ? OMR_ERROR_LIMIT : OMR_ERROR_INPUT,
                    scan->is_limit ? "json.limit" : "json.syntax", "line %zu, column %zu: %s", line,
                    column, scan->problem);
}

enum omr_status omr_json_parse(struct omr_json **root, const char *text, size_t size, int max_depth,
                               size_t max_values, struct omr_error *err) {
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        size -= 3;
    }
    struct scan scan = {.start = text,
                        .at = text,
                        .end = text + size,
                        .max_depth = max_depth < DEEPEST ? max_depth : DEEPEST,
                        .max_values = max_values};
    if (!scan_text(&scan))
        return fail_at(&scan, err);
    cJSON *tree = cJSON_ParseWithLengthOpts(text, size, NULL, 0);
    if (!tree)
        return omr_fail_memory(err);
    *root = (struct omr_json *)tree;
    return OMR_OK;
}

/* Where a comment that begins at `at` ends; `at` where none does. */
static char *comment_end(char *at, const char *end) {
    if (end - at < 2 || *at != '/' || (at[1] != '/' && at[1] != '*'))
        return at;
    bool is_block = at[1] == '*';
    for (at += 2; at < end; at++) {
        if (!is_block && (*at == '\n' || *at == '\r'))
            return at;
        if (is_block && *at == '*' && end - at > 1 && at[1] == '/')
            return at + 2;
    }
    return at;
}

static char *string_end(char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\' && end - at > 1;
    return at < end ? at + 1 : at;
}

void omr_json_soften(char *text, size_t size) {
    char *comma = NULL;
    for (char *at = text, *end = text + size; at < end;) {
        char *stop = comment_end(at, end);
        for (; at < stop; at++)
            if (*at != '\n' && *at != '\r')
                *at = ' ';
        if (at == end)
            return;
        if ((*at == '}' || *at == ']') && comma)
            *comma = ' ';
        if (*at != ' ' && *at != '\t' && *at != '\n' && *at != '\r' && *at != '/')
            comma = *at == ',' ? at : NULL;
        at = *at == '"' ? string_end(at, end) : comment_end(at, end) == at ? at + 1 : at;
    }
}

/* cJSON keeps an integer beside each value, which nobody here reads: it holds the place. The text
 * was checked already, so that walking it beside the tree needs no care. */
static const char *locate(cJSON *node, const char *start, const char *at, const char *end) {
    static const char between[] = " \t\r\n,:";
    while (at < end && memchr(between, *at, sizeof between - 1))
        at++;
    node->valueint = at - start > INT_MAX ? INT_MAX : (int)(at - start);
    if (cJSON_IsString(node))
        return string_end((char *)at, end);
    if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
        while (at < end && !memchr(" \t\r\n,]}", *at, 7))
            at++;
        return at;
    }
    at++;
    for (cJSON *child = node->child; child; child = child->next) {
        while (cJSON_IsObject(node) && at < end && *at != '"')
            at++;
        at = locate(child, start, cJSON_IsObject(node) ? string_end((char *)at, end) : at, end);
    }
    while (at < end && *at != ']' && *at != '}')
        at++;
    return at < end ? at + 1 : at;
}

void omr_json_locate(struct omr_json *root, const char *text, size_t size) {
    const char *at = text;
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    locate((cJSON *)root, text, at, text + size);
}

static const cJSON *item(const struct omr_json *value) {
    return (const cJSON *)value;
}

static const struct omr_json *value_of(const cJSON *node) {
    return (const struct omr_json *)node;
}

void omr_json_free(struct omr_json *root) {
    cJSON_Delete((cJSON *)root);
}

enum omr_json_kind omr_json_kind(const struct omr_json *value) {
    const cJSON *node = item(value);
    if (cJSON_IsBool(node))
        return OMR_JSON_BOOL;
    if (cJSON_IsNumber(node))
        return OMR_JSON_NUMBER;
    if (cJSON_IsString(node))
        return OMR_JSON_STRING;
    if (cJSON_IsArray(node))
        return OMR_JSON_ARRAY;
    return cJSON_IsObject(node) ? OMR_JSON_OBJECT : OMR_JSON_NULL;
}

const struct omr_json *omr_json_member(const struct omr_json *object, const char *name) {
    if (!cJSON_IsObject(item(object)))
        return NULL;
    const cJSON *similar = NULL;
    for (const cJSON *node = item(object)->child; node; node = node->next) {
        if (strcmp(node->string, name) == 0)
            return value_of(node);
        if (!similar && strcasecmp(node->string, name) == 0)
            similar = node;
    }
    return value_of(similar);
}

const struct omr_json *omr_json_first(const struct omr_json *container) {
    const cJSON *node = item(container);
    return cJSON_IsArray(node) || cJSON_IsObject(node) ? value_of(node->child) : NULL;
}

const struct omr_json *omr_json_next(const struct omr_json *value) {
    return value_of(item(value)->next);
}

int omr_json_count(const struct omr_json *container) {
    int count = 0;
    for (const struct omr_json *at = omr_json_first(container); at; at = omr_json_next(at))
        count++;
    return count;
}

const char *omr_json_key(const struct omr_json *member) {
    return item(member)->string ? item(member)->string : "";
}

const char *omr_json_string(const struct omr_json *value) {
    return cJSON_IsString(item(value)) ? item(value)->valuestring : NULL;
}

/* strtod() reads the decimal point of the locale that the calling program has set. */
static double to_double(const char *start, size_t length) {
    char digits[LONGEST_NUMBER + 1];
    memcpy(digits, start, length);
    digits[length] = 0;
    char *point = strchr(digits, '.');
    if (point)
        *point = localeconv()->decimal_point[0];
    return strtod(digits, NULL);
}

static bool number_in_text(const char *text, double *number) {
    static const char blanks[] = " \t\r\n";
    const char *start = text + strspn(text, blanks);
    const char *end = number_end(start, start + strlen(start));
    if (!end || end[strspn(end, blanks)] || end - start > LONGEST_NUMBER)
        return false;
    *number = to_double(start, (size_t)(end - start));
    return isfinite(*number);
}

bool omr_json_number(const struct omr_json *value, double *number) {
    const char *text = omr_json_string(value);
    if (text)
        return number_in_text(text, number);
    if (!cJSON_IsNumber(item(value)) || !isfinite(item(value)->valuedouble))
        return false;
    *number = item(value)->valuedouble;
    return true;
}

size_t omr_json_offset(const struct omr_json *value) {
    return (size_t)item(value)->valueint;
}

bool omr_json_is_true(const struct omr_json *value) {
    return cJSON_IsTrue(item(value));
}
