/* SPDX-License-Identifier: MIT
 *
 * Growing the tree: what both readers share. Here stand the rules that do not depend on syntax:
 * what may stand where, what an attribute may be, what is put in where an author left it out. */
#ifndef OMR_GENERATION_MARKUP_BUILD_H
#define OMR_GENERATION_MARKUP_BUILD_H

#include "generation/markup/answers.h"
#include "generation/markup/markup.h"

#include <stdbool.h>

struct omr_build {
    struct omr_markup *markup;
    const struct omr_record *record; /* NULL: ${name} stays as it is */
    struct omr_error *err;
    int node_count;
};

/* A new element without a parent; `text` is copied and its fields filled in. */
enum omr_status omr_build_node(struct omr_build *build, enum omr_node_kind kind, const char *text,
                               size_t size, const struct omr_place *place, struct omr_node **node);

/* Makes `node` the last child of `parent`. */
void omr_build_adopt(struct omr_node *parent, struct omr_node *node);

/* Hands a child to its parent if it may stand there, in a container through a block put round it
 * (the container's last one of that kind); else warns and leaves it out. */
enum omr_status omr_build_place(struct omr_build *build, struct omr_node *parent,
                                struct omr_node *node, bool *is_placed);

/* Adds text to what an element says, after a line break. */
enum omr_status omr_build_append(struct omr_build *build, struct omr_node *node, const char *text,
                                 size_t size);

/* Sets an attribute from its spelling in the source; what makes no sense becomes a warning. */
enum omr_status omr_build_attribute(struct omr_build *build, struct omr_node *node,
                                    const struct omr_attribute_spec *spec, const char *written,
                                    size_t size, const struct omr_place *place);

/* The same with a value that was read already. */
enum omr_status omr_build_value(struct omr_build *build, struct omr_node *node,
                                const struct omr_attribute_spec *spec,
                                const struct omr_value *value);

/* Warns of an element that does not exist, of an attribute that an element has not, and of a value
 * that makes no sense. */
enum omr_status omr_build_unknown_element(struct omr_build *build, const char *name, size_t size,
                                          const struct omr_place *place);
enum omr_status omr_build_unknown_attribute(struct omr_build *build, const struct omr_node *node,
                                            const char *name, size_t size,
                                            const struct omr_place *place);
enum omr_status omr_build_refused(struct omr_build *build, const struct omr_attribute_spec *spec,
                                  const char *written, size_t size, const struct omr_place *place);

/* One line of answers of a question: an option each, all in one row. `*first` is its first option,
 * NULL where the line has no answer, of which it warns. */
enum omr_status omr_build_answers(struct omr_build *build, struct omr_node *question,
                                  const char *line, size_t size, const struct omr_place *place,
                                  struct omr_node **first);

/* Copies text with its fields filled in. */
enum omr_status omr_build_text(struct omr_build *build, const char *text, size_t size,
                               const char **copy);

/* The end: gives questions their letters and rows, puts a page round what stands outside. */
enum omr_status omr_build_finish(struct omr_build *build);

#endif
