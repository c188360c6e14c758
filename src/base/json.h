/* SPDX-License-Identifier: MIT
 *
 * Reading JSON from strangers: size and depth are checked before a tree is built. The only door to
 * cJSON. Members are found without regard to case, as clients of the service spell them. */
#ifndef OMR_BASE_JSON_H
#define OMR_BASE_JSON_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

struct omr_json; /* a value; belongs to its document */

/* Parses `size` bytes of UTF-8 (a byte order mark is allowed; nothing but white space may follow
 * the value; no duplicate check). Nesting deeper than `max_depth` (at most 900) and more than
 * `max_values` values are refused with OMR_ERROR_LIMIT; text that is not JSON, is not UTF-8 or
 * holds U+0000, in whatever spelling, with OMR_ERROR_INPUT; line and column (in bytes) are named.
 * The root belongs to the caller, who ends it with omr_json_free(); the text is not kept. */
enum omr_status omr_json_parse(struct omr_json **root, const char *text, size_t size, int max_depth,
                               size_t max_values, struct omr_error *err);
void omr_json_free(struct omr_json *root);

/* What people write into JSON by hand, in place and without moving a byte: comments and commas
 * before a closing bracket become blanks. Line breaks stay. */
void omr_json_soften(char *text, size_t size);

/* Finds out where each value of a tree begins in the text that it was parsed from, for
 * omr_json_offset(). */
void omr_json_locate(struct omr_json *root, const char *text, size_t size);

/* The byte at which a located value begins. */
size_t omr_json_offset(const struct omr_json *value);

enum omr_json_kind {
    OMR_JSON_NULL,
    OMR_JSON_BOOL,
    OMR_JSON_NUMBER,
    OMR_JSON_STRING,
    OMR_JSON_ARRAY,
    OMR_JSON_OBJECT
};
enum omr_json_kind omr_json_kind(const struct omr_json *value);

/* The member of an object, or NULL (also when `object` is NULL or no object). A member of exactly
 * this name goes before one that differs in case. */
const struct omr_json *omr_json_member(const struct omr_json *object, const char *name);

/* Walking an array's items or an object's members: first, then next until NULL. */
const struct omr_json *omr_json_first(const struct omr_json *container);
const struct omr_json *omr_json_next(const struct omr_json *value);
int omr_json_count(const struct omr_json *container);

/* The key of an object's member; "" otherwise. */
const char *omr_json_key(const struct omr_json *member);

/* The text of a string; NULL when the value is none (or NULL). Never holds a zero byte. */
const char *omr_json_string(const struct omr_json *value);

/* A number, or a string that is wholly one ("607", " 483.2 "); false when it is neither or not
 * finite. */
bool omr_json_number(const struct omr_json *value, double *number);

/* true only for a real true. */
bool omr_json_is_true(const struct omr_json *value);

#endif
