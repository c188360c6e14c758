/* SPDX-License-Identifier: MIT
 *
 * A form becomes a recognition pattern: the root, its pages and their markers. */
#include "base/error.h"
#include "base/sha1.h"
#include "form/write_element.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name space of form ids. */
static const unsigned char form_space[16] = {0x5b, 0x1f, 0x0d, 0x9c, 0x2e, 0x64, 0x4a, 0x37,
                                             0x8c, 0x21, 0xd3, 0x70, 0x96, 0xe8, 0x4f, 0xa5};

static void write_marker(struct omr_pattern_writer *writer, const struct omr_marker *marker,
                         int number) {
    char name[40];
    snprintf(name, sizeof name, "ReferencePoint%d", number);
    omr_pattern_open(writer, NULL, '{');
    omr_pattern_text(writer, "Type", "ReferencePoint");
    omr_pattern_text(writer, "Name", name);
    omr_pattern_box(writer, &marker->box);
    omr_pattern_text(writer, "ReferenceType",
                     marker->kind == OMR_MARKER_ROTATION ? "Rotation" : "Corner");
    omr_pattern_close(writer, '}');
}

/* "TopRight1": the corner that the rotation marker is nearest to, 1 where it stands upright. */
static const char *find_rotation(const struct omr_form_page *page) {
    static const char *const names[2][2][2] = {
        {{"TopLeft2", "TopLeft1"}, {"TopRight2", "TopRight1"}},
        {{"BottomLeft2", "BottomLeft1"}, {"BottomRight2", "BottomRight1"}}};
    for (int i = 0; i < page->marker_count; i++) {
        const struct omr_box *box = &page->markers[i].box;
        if (page->markers[i].kind == OMR_MARKER_ROTATION)
            return names[box->top + box->height / 2 > page->height / 2]
                        [box->left + box->width / 2 > page->width / 2][box->height > box->width];
    }
    return NULL;
}

static void write_page(struct omr_pattern_writer *writer, const struct omr_form_page *page) {
    const char *rotation = find_rotation(page);
    omr_pattern_open(writer, NULL, '{');
    omr_pattern_number(writer, "Height", page->height);
    omr_pattern_number(writer, "Width", page->width);
    omr_pattern_open(writer, "Elements", '[');
    for (int i = 0; i < page->element_count; i++)
        omr_pattern_element(writer, page, &page->elements[i]);
    for (int i = 0; i < page->marker_count; i++)
        write_marker(writer, &page->markers[i], i);
    omr_pattern_close(writer, ']');
    if (rotation)
        omr_pattern_text(writer, "RotationPointPosition", rotation);
    omr_pattern_close(writer, '}');
}

static void write_own_page(struct omr_pattern_writer *writer, const struct omr_form_page *page) {
    omr_pattern_open(writer, NULL, '{');
    if (page->identifier.width > 0) {
        omr_pattern_open(writer, "Identifier", '{');
        omr_pattern_box(writer, &page->identifier);
        omr_pattern_close(writer, '}');
    }
    omr_pattern_open(writer, "Elements", '[');
    for (int i = 0; i < page->element_count; i++)
        omr_pattern_facts(writer, page, &page->elements[i]);
    omr_pattern_close(writer, ']');
    omr_pattern_close(writer, '}');
}

static void write_own(struct omr_pattern_writer *writer, const struct omr_form *form,
                      const char *id) {
    omr_pattern_open(writer, "Omr", '{');
    omr_pattern_number(writer, "schema", 1);
    if (id && *id)
        omr_pattern_text(writer, "FormId", id);
    omr_pattern_open(writer, "Pages", '[');
    for (int i = 0; i < form->page_count; i++)
        write_own_page(writer, &form->pages[i]);
    omr_pattern_close(writer, ']');
    omr_pattern_close(writer, '}');
}

static void write_root(struct omr_pattern_writer *writer, const struct omr_form *form,
                       const char *id) {
    omr_pattern_open(writer, NULL, '{');
    omr_pattern_text(writer, "Version", "1.0");
    omr_pattern_text(writer, "Name", form->name);
    omr_pattern_open(writer, "Pages", '[');
    for (int i = 0; i < form->page_count; i++)
        write_page(writer, &form->pages[i]);
    omr_pattern_close(writer, ']');
    omr_pattern_text(writer, "TemplateId", id);
    omr_pattern_bool(writer, "FinalizationComplete", false);
    omr_pattern_bool(writer, "IsGenerated", true);
    write_own(writer, form, id);
    omr_pattern_close(writer, '}');
    omr_buffer_char(&writer->text, '\n');
}

enum omr_status omr_form_write(const struct omr_form *form, char **text, size_t *size,
                               struct omr_error *err) {
    struct omr_pattern_writer writer = {0};
    write_root(&writer, form, form->id);
    char *written = writer.text.has_failed ? NULL : omr_buffer_detach(&writer.text, size);
    omr_buffer_clear(&writer.text);
    if (!written)
        return omr_fail_memory(err);
    *text = written;
    return OMR_OK;
}

enum omr_status omr_form_identify(const struct omr_form *form, char id[OMR_FORM_ID_SIZE],
                                  struct omr_error *err) {
    struct omr_pattern_writer writer = {0};
    write_root(&writer, form, NULL);
    bool has_failed = writer.text.has_failed;
    if (!has_failed)
        omr_uuid_of_name(id, form_space, writer.text.bytes, writer.text.size);
    omr_buffer_clear(&writer.text);
    return has_failed ? omr_fail_memory(err) : OMR_OK;
}
