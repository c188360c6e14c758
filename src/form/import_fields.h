/* SPDX-License-Identifier: MIT
 *
 * The fields of an OMRChecker template: what its `fieldBlocks` come to, one by one.
 *
 * A block is a lattice: `fieldLabels` names its fields ("q1..10" is ten of them), each with one
 * bubble per value. `origin` is the top left of the first bubble's box; bubbles of a field are
 * `bubblesGap` apart along `direction`, fields `labelsGap` apart across it (or, as an array, each
 * by a gap of its own). `fieldType` stands for values and a direction. */
#ifndef OMR_FORM_IMPORT_FIELDS_H
#define OMR_FORM_IMPORT_FIELDS_H

#include "base/buffer.h"
#include "form/form.h"
#include "form/item.h"

enum { OMR_TEMPLATE_FIELDS_MOST = 10000, OMR_TEMPLATE_BUBBLES_MOST = 40000 };

struct omr_template_field {
    const char *label;
    const char *const *values;
    int value_count;
    double x, y;           /* middle of the first bubble, in the template's units */
    double step_x, step_y; /* to the next */
    double width, height;  /* of the bubbles' boxes */
    bool is_taken;         /* for the caller's use */
};

struct omr_template_fields {
    struct omr_arena *arena; /* texts live here; set it first */
    struct omr_buffer items; /* struct omr_template_field */
    int count, bubble_count;
    const char *empty_value; /* the first one that is not "", or NULL */
    struct omr_template_field **by_label;
};

static inline struct omr_template_field *
omr_template_field_at(const struct omr_template_fields *fields, int i) {
    return (struct omr_template_field *)(void *)fields->items.bytes + i;
}

/* Reads `fieldBlocks` of the template's root. Clear the fields also after an error. */
enum omr_status omr_template_fields_read(struct omr_template_fields *fields,
                                         const struct omr_item *root, struct omr_error *err);
void omr_template_fields_clear(struct omr_template_fields *fields);

/* The field of this label, or NULL. */
struct omr_template_field *omr_template_field_find(const struct omr_template_fields *fields,
                                                   const char *label);

/* The labels that a list like ["a", "q1..10"] stands for, in their order: `take` is called for
 * each, with `context`. Text of labels lives in the arena. */
typedef enum omr_status omr_template_take(void *context, const char *label,
                                          const struct omr_item *item, struct omr_error *err);
enum omr_status omr_template_labels(const struct omr_item *list, struct omr_arena *arena,
                                    omr_template_take *take, void *context, struct omr_error *err);

/* Two numbers, [width, height] or [x, y], from `least` to `most`. */
enum omr_status omr_template_pair(const struct omr_item *item, double least, double most,
                                  double pair[2], struct omr_error *err);

#endif
