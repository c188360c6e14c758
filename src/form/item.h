/* SPDX-License-Identifier: MIT
 *
 * A value of the pattern that knows where it stands, so that every complaint names its place:
 * "Pages[0].Elements[3].Bubbles[2].Top: not a number". Items live on the stack; an item refers to
 * its parent, which must outlive it. */
#ifndef OMR_FORM_ITEM_H
#define OMR_FORM_ITEM_H

#include "base/arena.h"
#include "base/json.h"

#include <omr/error.h>
#include <stdbool.h>

struct omr_item {
    const struct omr_json *value; /* NULL when it is missing or null */
    const struct omr_item *parent;
    const char *name; /* of a member; NULL for the item of an array and for the root */
    int index;        /* in its array */
};

/* A member of an object; its value is NULL when there is none. */
struct omr_item omr_item_member(const struct omr_item *object, const char *name);

/* The items of an array: first, then next while `value` is not NULL. (A null in an array is given
 * as the value it is.) An item that is no array has none. */
struct omr_item omr_item_first(const struct omr_item *array);
void omr_item_next(struct omr_item *item);

/* The first member of an object, whatever its name; omr_item_next() goes on. Names are those of the
 * text: they live as long as the tree. */
struct omr_item omr_item_first_member(const struct omr_item *object);

/* Fails with the item's place and what is wrong with it. */
enum omr_status omr_item_fail(const struct omr_item *item, const char *problem,
                              struct omr_error *err);

/* Fails because there are more than `most` of `what` ("bubbles on a page"). */
enum omr_status omr_item_fail_limit(const struct omr_item *item, int most, const char *what,
                                    struct omr_error *err);

/* Fails when the item is missing or not of this kind. */
enum omr_status omr_item_expect(const struct omr_item *item, enum omr_json_kind kind,
                                struct omr_error *err);

/* A number, or a string that is one, from `min` to `max`. */
enum omr_status omr_item_number(const struct omr_item *item, double min, double max, double *number,
                                struct omr_error *err);

/* Likewise; a missing one leaves `*number` as it is. */
enum omr_status omr_item_number_if(const struct omr_item *item, double min, double max,
                                   double *number, struct omr_error *err);

/* A text, copied to the arena: "" when missing; a number is taken as it would be printed. */
enum omr_status omr_item_text(const struct omr_item *item, struct omr_arena *arena,
                              const char **text, struct omr_error *err);

#endif
