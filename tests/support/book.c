/* SPDX-License-Identifier: MIT */
#include "support/book.h"

#include "form/page_id.h"
#include "support/draw.h"
#include "support/forms.h"
#include "support/paper.h"
#include "support/qr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ID[] = "4f1c09d2-77ab-5e01-9c3d-2b8f6a5e1d40";
enum { FORM_CHARACTERS = 13 }; /* of the id in the code */

static void must(bool is_well, const char *what) {
    if (is_well)
        return;
    fprintf(stderr, "book: %s failed\n", what);
    abort();
}

void fake_book_make(struct fake_book *book, int page_count) {
    static const int designs[FAKE_BOOK_PAGES] = {2, 0, 8};
    memset(book, 0, sizeof *book);
    must(page_count <= FAKE_BOOK_PAGES, "so many pages");
    for (int i = 0; i < page_count; i++) {
        must(!fake_form_make(&book->sources[i], designs[i], 40, NULL), "making a page");
        book->pages[i] = book->sources[i]->pages[0];
    }
    book->form =
        (struct omr_form){.name = "book", .id = ID, .pages = book->pages, .page_count = page_count};
}

void fake_book_clear(struct fake_book *book) {
    for (int i = 0; i < FAKE_BOOK_PAGES; i++)
        fake_form_free(book->sources[i]);
}

static void print_code(const struct fake_book *book, const struct fake_leaf *leaf,
                       struct omr_pixmap *paper) {
    struct omr_page_id id = {.page = leaf->page, .page_count = book->form.page_count};
    char text[OMR_PAGE_ID_SIZE];
    snprintf(id.form, sizeof id.form, "%.*s", FORM_CHARACTERS,
             leaf->form_id ? leaf->form_id : book->form.id);
    snprintf(id.copy, sizeof id.copy, "%s", leaf->copy);
    must(!omr_page_id_write(text, &id, NULL), "an identifier");
    struct omr_box box = omr_page_id_box(&book->pages[leaf->page - 1]);
    must(fake_draw_qr(paper, text, &box), "a code");
}

static void fill(const struct omr_form_page *page, int choice, struct omr_pixmap *paper) {
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            const struct omr_bubble *bubble =
                &page->bubbles[position->first_bubble + choice % position->bubble_count];
            fake_draw_disc(paper, bubble->x, bubble->y, 0.36 * bubble->width, 0.36 * bubble->height,
                           0.8);
        }
}

void fake_leaf_print(const struct fake_book *book, const struct fake_leaf *leaf,
                     struct omr_pixmap *paper) {
    const struct omr_form_page *page = &book->pages[leaf->page - 1];
    struct fake_random random = fake_random_make(9, (uint64_t)leaf->page);
    struct fake_style style = {.ring_ratio = 0.95,
                               .ring_px = 3,
                               .ring_ink = 0.8,
                               .letter_ink = 0.5,
                               .letter_size = 0.5,
                               .letter_px = 2};
    must(!fake_paper_print(paper, page, &style, &random, NULL), "printing");
    if (!leaf->has_no_code)
        print_code(book, leaf, paper);
    if (leaf->choice >= 0)
        fill(page, leaf->choice, paper);
}

/* --- the pattern --- */

static void write_box(struct omr_buffer *text, double left, double top, double width,
                      double height) {
    omr_buffer_format(text, "\"Left\":%.3f,\"Top\":%.3f,\"Width\":%.3f,\"Height\":%.3f", left, top,
                      width, height);
}

/* The bubbles of one position as a choice box's members. */
static void write_bubbles(struct omr_buffer *text, const struct omr_form_page *page,
                          const struct omr_position *position) {
    const struct omr_bubble *first = &page->bubbles[position->first_bubble];
    omr_buffer_format(text, ",\"BubbleWidth\":%.3f,\"BubbleHeight\":%.3f,\"Bubbles\":[",
                      first->width, first->height);
    for (int i = 0; i < position->bubble_count; i++)
        omr_buffer_format(text, "%s{\"Value\":\"%s\",\"Left\":%.3f,\"Top\":%.3f}", i ? "," : "",
                          first[i].value, first[i].x - first[i].width / 2,
                          first[i].y - first[i].height / 2);
    omr_buffer_char(text, ']');
}

/* Elements of several positions are written as grids of choice boxes, whatever they are. */
static void write_element(struct omr_buffer *text, const struct omr_form_page *page,
                          const struct omr_element *element) {
    const struct omr_box *box = &element->box;
    bool is_grid = element->position_count > 1;
    const char *type = element->kind == OMR_ELEMENT_CHECK_BOX ? "CheckBox" : "ChoiceBox";
    omr_buffer_format(text, "{\"Type\":\"%s\",\"Name\":\"%s\",", is_grid ? "Grid" : type,
                      element->name);
    write_box(text, box->left, box->top, box->width, box->height);
    if (!is_grid)
        write_bubbles(text, page, &element->positions[0]);
    else
        omr_buffer_text(text, ",\"Elements\":[");
    for (int p = 0; is_grid && p < element->position_count; p++) {
        omr_buffer_text(text, p ? ",{\"Type\":\"ChoiceBox\"," : "{\"Type\":\"ChoiceBox\",");
        write_box(text, box->left, box->top, box->width, box->height);
        write_bubbles(text, page, &element->positions[p]);
        omr_buffer_char(text, '}');
    }
    omr_buffer_text(text, is_grid ? "]}" : "}");
}

static void write_page(struct omr_buffer *text, const struct omr_form_page *page) {
    omr_buffer_format(text, "{\"Width\":%.0f,\"Height\":%.0f,\"Elements\":[", page->width,
                      page->height);
    for (int i = 0; i < page->element_count; i++) {
        write_element(text, page, &page->elements[i]);
        omr_buffer_char(text, ',');
    }
    for (int i = 0; i < page->marker_count; i++) {
        const struct omr_marker *marker = &page->markers[i];
        omr_buffer_format(text,
                          "%s{\"Type\":\"ReferencePoint\",\"Name\":\"R%d\","
                          "\"ReferenceType\":\"%s\",",
                          i ? "," : "", i,
                          marker->kind == OMR_MARKER_ROTATION ? "Rotation" : "Corner");
        write_box(text, marker->box.left, marker->box.top, marker->box.width, marker->box.height);
        omr_buffer_char(text, '}');
    }
    omr_buffer_text(text, "]}");
}

void fake_book_write(const struct fake_book *book, struct omr_buffer *text) {
    omr_buffer_format(
        text,
        "{\"Version\":\"1.0\",\"Name\":\"%s\",\"Omr\":{\"schema\":1,\"FormId\":\"%s\"},"
        "\"Pages\":[",
        book->form.name, book->form.id);
    for (int i = 0; i < book->form.page_count; i++) {
        if (i)
            omr_buffer_char(text, ',');
        write_page(text, &book->form.pages[i]);
    }
    omr_buffer_text(text, "]}");
}
