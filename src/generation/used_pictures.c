/* SPDX-License-Identifier: MIT */
#include "generation/used_pictures.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { PICTURES_MOST = 200 };

/* Pictures larger than any page at 300 dpi serve no one. */
static const struct omr_image_limits limits = {.max_pixels = 50000000};

static bool is_named(const struct omr_node *node, const char *name) {
    if (node->kind == OMR_NODE_IMAGE && strcmp(node->text, name) == 0)
        return true;
    for (const struct omr_node *at = node->first_child; at; at = at->next)
        if (is_named(at, name))
            return true;
    return false;
}

static bool is_there(const struct omr_used_pictures *pictures, const char *name) {
    for (int i = 0; i < pictures->count; i++)
        if (strcmp(pictures->names[i], name) == 0)
            return true;
    return false;
}

/* The arrays double one by one; what was got stays if the next is not. */
static bool grow(struct omr_used_pictures *pictures) {
    size_t capacity = pictures->capacity ? 2 * (size_t)pictures->capacity : 8;
    void *sizes = realloc(pictures->sizes, capacity * sizeof *pictures->sizes);
    pictures->sizes = sizes ? sizes : pictures->sizes;
    void *drawn = realloc(pictures->drawn, capacity * sizeof *pictures->drawn);
    pictures->drawn = drawn ? drawn : pictures->drawn;
    void *colours = realloc(pictures->colours, capacity * sizeof *pictures->colours);
    pictures->colours = colours ? colours : pictures->colours;
    void *names = realloc(pictures->names, capacity * sizeof *pictures->names);
    pictures->names = names ? names : pictures->names;
    if (!sizes || !drawn || !colours || !names)
        return false;
    pictures->capacity = (int)capacity;
    return true;
}

static void drop(struct omr_used_pictures *pictures, int index) {
    omr_colours_clear(&pictures->colours[index]);
    free(pictures->names[index]);
    int last = --pictures->count;
    pictures->sizes[index] = pictures->sizes[last];
    pictures->drawn[index] = pictures->drawn[last];
    pictures->colours[index] = pictures->colours[last];
    pictures->names[index] = pictures->names[last];
}

static enum omr_status decode(struct omr_used_pictures *pictures, const char *name,
                              const void *bytes, size_t size, struct omr_error *err) {
    if (pictures->count == PICTURES_MOST)
        return omr_fail(err, OMR_ERROR_LIMIT, "generate.pictures", "more than %d pictures",
                        (int)PICTURES_MOST);
    if (pictures->count == pictures->capacity && !grow(pictures))
        return omr_fail_memory(err);
    int at = pictures->count;
    struct omr_colours *colours = &pictures->colours[at];
    struct omr_error cause = {0};
    enum omr_status status = omr_colours_decode(colours, bytes, size, &limits, &cause);
    if (status)
        return omr_fail(err, status, cause.code, "picture '%.100s': %s", name, cause.text);
    pictures->names[at] = strdup(name);
    if (!pictures->names[at]) {
        omr_colours_clear(colours);
        return omr_fail_memory(err);
    }
    pictures->sizes[at] =
        (struct omr_layout_image){pictures->names[at], colours->width, colours->height};
    pictures->drawn[at] =
        (struct omr_render_image){colours->pixels, colours->width, colours->height};
    pictures->count++;
    return OMR_OK;
}

static enum omr_status fetch(struct omr_used_pictures *pictures,
                             const struct omr_generate_request *request, const char *name,
                             struct omr_error *err) {
    for (int i = 0; i < request->picture_count; i++)
        if (strcmp(request->pictures[i].name, name) == 0)
            return decode(pictures, name, request->pictures[i].bytes, request->pictures[i].size,
                          err);
    void *bytes = NULL;
    size_t size = 0;
    enum omr_status status = OMR_OK;
    if (request->find_picture)
        status = request->find_picture(request->picture_context, name, &bytes, &size, err);
    if (!status && bytes)
        status = decode(pictures, name, bytes, size, err);
    free(bytes);
    return status;
}

static enum omr_status fetch_all(struct omr_used_pictures *pictures,
                                 const struct omr_generate_request *request,
                                 const struct omr_node *node, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    if (node->kind == OMR_NODE_IMAGE && !is_there(pictures, node->text))
        status = fetch(pictures, request, node->text, err);
    for (const struct omr_node *at = node->first_child; at && !status; at = at->next)
        status = fetch_all(pictures, request, at, err);
    return status;
}

enum omr_status omr_used_pictures_update(struct omr_used_pictures *pictures,
                                         const struct omr_generate_request *request,
                                         const struct omr_node *tree, struct omr_error *err) {
    for (int i = pictures->count; i-- > 0;)
        if (!is_named(tree, pictures->names[i]))
            drop(pictures, i);
    return fetch_all(pictures, request, tree, err);
}

void omr_used_pictures_clear(struct omr_used_pictures *pictures) {
    while (pictures->count)
        drop(pictures, pictures->count - 1);
    free(pictures->sizes);
    free(pictures->drawn);
    free(pictures->colours);
    free(pictures->names);
    *pictures = (struct omr_used_pictures){0};
}
