/* SPDX-License-Identifier: MIT
 *
 * The product's own worker at its own job: the example of this project, alone, several times, and
 * beside pictures that cannot be read. */
#include "base/file.h"
#include "room.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct file {
    char *bytes;
    size_t size;
};

static struct file pattern, photo;

static int load(struct file *file, const char *name) {
    char path[4096];
    struct omr_error err;
    snprintf(path, sizeof path, "%s/examples/exam/%s", getenv("OMR_TOP"), name);
    if (!omr_file_load(path, (size_t)64 << 20, &file->bytes, &file->size, &err))
        return 0;
    fprintf(stderr, "%s\n", err.text);
    return -1;
}

static int load_example(void **state) {
    (void)state;
    return load(&pattern, "pattern.omr") | load(&photo, "photo.jpg");
}

static int free_example(void **state) {
    (void)state;
    free(pattern.bytes);
    free(photo.bytes);
    return 0;
}

static int open_with_program(void **state) {
    int failed = room_prepare(state);
    struct room *room = *state;
    room->settings.worker_command = getenv("OMR_PROGRAM");
    if (!failed)
        room_open(room);
    return failed;
}

static struct srv_part part_of(const char *name, const struct file *file) {
    return (struct srv_part){.name = name, .bytes = file->bytes, .size = file->size};
}

/* Has the pattern and the pictures recognized. */
static struct srv_task_view recognize(struct room *room, const char *options,
                                      const struct file *pictures, int count) {
    char id[SRV_TASK_ID_SIZE];
    struct omr_error err = {0};
    struct srv_part parts[8] = {part_of("pattern", &pattern)};
    for (int i = 0; i < count; i++)
        parts[i + 1] = part_of("image", &pictures[i]);
    struct srv_job job = {
        .kind = "recognize", .options = options, .parts = parts, .part_count = count + 1};
    if (srv_tasks_submit(room->tasks, "ann", &job, id, &err))
        fail_msg("submit: %s", err.text);
    return room_wait(room, "recognize", id);
}

static void assert_text(const struct srv_part *part, const char *expected) {
    char *text = strndup(part->bytes, part->size);
    assert_non_null(text);
    if (!strstr(text, expected))
        fail_msg("`%s` is not in: %s", expected, text);
    free(text);
}

static void one_picture_gives_one_document_and_one_line_of_details(void **state) {
    struct srv_task_view view = recognize(*state, "format=Csv", &photo, 1);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 1);
    assert_string_equal(view.results[0].name, "Csv");
    assert_text(&view.results[0], "Element Name,Value,\n");
    assert_text(&view.results[0], "\nStudentNumber,\"40718253\"\n");
    assert_non_null(view.details);
    assert_text(view.details, "\"schema\":\"omr.details/1\"");
    assert_null(memchr(view.details->bytes, '\n', view.details->size));
    srv_task_view_clear(&view);
}

static void the_format_names_the_result(void **state) {
    struct srv_task_view view = recognize(*state, "format=json", &photo, 1);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_string_equal(view.results[0].name, "Json");
    assert_text(&view.results[0], "{\"Elements\":[{\"Name\":");
    srv_task_view_clear(&view);
    view = recognize(*state, "format=XML", &photo, 1);
    assert_string_equal(view.results[0].name, "Xml");
    assert_text(&view.results[0], "<OmrResult");
    srv_task_view_clear(&view);
}

static void several_pictures_give_a_document_each_in_order(void **state) {
    struct file pictures[] = {photo, photo, photo};
    struct srv_task_view view = recognize(*state, "", pictures, 3);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 3);
    assert_memory_equal(view.results[0].bytes, view.results[2].bytes, view.results[0].size);
    assert_text(view.details, "\"image 1\"");
    assert_text(view.details, "}\n{");
    assert_text(view.details, "\"image 3\"");
    srv_task_view_clear(&view);
}

static void pictures_that_cannot_be_read_keep_their_place_and_stop_no_others(void **state) {
    struct file broken = {photo.bytes, 2000}, none = {pattern.bytes, pattern.size};
    struct file pictures[] = {broken, photo, none};
    struct srv_task_view view = recognize(*state, "", pictures, 3);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 3);
    assert_int_equal(view.unread_count, 2);
    assert_int_equal(view.results[0].size, strlen("Element Name,Value,\n"));
    assert_text(&view.results[1], "\nStudentNumber,\"40718253\"\n");
    assert_int_equal(view.results[2].size, strlen("Element Name,Value,\n"));
    assert_text(view.details,
                "\"image\":\"image 1\",\"page\":1,\"error\":\"the JPEG file is cut off");
    assert_text(view.details, "\"image\":\"image 2\",\"page\":1,\"error\":null");
    assert_text(view.details, "\"image\":\"image 3\",\"page\":1,\"error\":\"");
    srv_task_view_clear(&view);
}

static void when_no_picture_can_be_read_each_is_named(void **state) {
    struct file broken = {photo.bytes, 2000}, none = {pattern.bytes, pattern.size};
    struct file pictures[] = {broken, none};
    struct srv_task_view view = recognize(*state, "", pictures, 2);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.message_count, 2);
    assert_int_equal(strncmp(view.messages[0], "image 1: ", 9), 0);
    assert_int_equal(strncmp(view.messages[1], "image 2: ", 9), 0);
    srv_task_view_clear(&view);
}

static void a_single_pictures_message_stands_alone(void **state) {
    struct file broken = {photo.bytes, 2000};
    struct srv_task_view view = recognize(*state, "", &broken, 1);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.message_count, 1);
    assert_null(strstr(view.messages[0], "image 1"));
    srv_task_view_clear(&view);
}

static void a_broken_pattern_is_a_failure_that_says_so(void **state) {
    char text[] = "{\"Pages\": 7";
    struct file kept = pattern;
    pattern = (struct file){text, sizeof text - 1};
    struct srv_task_view view = recognize(*state, "", &photo, 1);
    pattern = kept;
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.message_count, 1);
    assert_string_equal(view.messages[0],
                        "omrFile: the pattern is no usable JSON: line 1, column 12: the text ends "
                        "too early");
    srv_task_view_clear(&view);
}

static void an_unknown_option_is_a_failure_not_a_guess(void **state) {
    struct srv_task_view view = recognize(*state, "format=Csv colour=blue", &photo, 1);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_string_equal(view.messages[0], "there is no option `colour`");
    srv_task_view_clear(&view);
    view = recognize(*state, "threshold=101", &photo, 1);
    assert_string_equal(view.messages[0], "option threshold: `101` makes no sense");
    srv_task_view_clear(&view);
}

/* A TIFF whose pages all have the same grey pixels, none of them compressed. */
static struct file make_pages(const struct omr_image *image, unsigned pages) {
    enum { TAGS = 9 };
    uint32_t width = (uint32_t)omr_image_width(image), height = (uint32_t)omr_image_height(image);
    size_t directory = 2 + 12 * TAGS + 4, size = 8 + pages * directory + (size_t)width * height;
    uint32_t pixels = (uint32_t)(8 + pages * directory);
    unsigned char *bytes = calloc(1, size);
    assert_non_null(bytes);
    memcpy(bytes, "II*\0\x08\0\0\0", 8);
    for (unsigned page = 0; page < pages; page++) {
        const uint32_t tags[TAGS][2] = {{256, width}, {257, height}, {258, 8},
                                        {259, 1},     {262, 1},      {273, pixels},
                                        {277, 1},     {278, height}, {279, width * height}};
        unsigned char *at = bytes + 8 + page * directory;
        uint32_t next = page + 1 < pages ? (uint32_t)(8 + (page + 1) * directory) : 0;
        *at = TAGS;
        for (int i = 0; i < TAGS; i++) {
            uint16_t name = (uint16_t)tags[i][0], type = 4;
            uint32_t count = 1;
            memcpy(at + 2 + 12 * i, &name, 2);
            memcpy(at + 4 + 12 * i, &type, 2);
            memcpy(at + 6 + 12 * i, &count, 4);
            memcpy(at + 10 + 12 * i, &tags[i][1], 4);
        }
        memcpy(at + 2 + 12 * TAGS, &next, 4);
    }
    for (uint32_t y = 0; y < height; y++)
        memcpy(bytes + pixels + (size_t)y * width, omr_image_row(image, (int)y), width);
    return (struct file){(char *)bytes, size};
}

static struct file make_scan(unsigned pages) {
    struct omr_image *image;
    assert_int_equal(omr_image_decode(&image, photo.bytes, photo.size, NULL, NULL), OMR_OK);
    struct file scan = make_pages(image, pages);
    omr_image_free(image);
    return scan;
}

/* Behind the closed sandbox, as all that is read here. */
static void each_page_of_a_scan_has_a_document_and_a_line_of_details(void **state) {
    struct room *room = *state;
    struct file scan = make_scan(3), pictures[] = {photo, scan};
    struct srv_task_view view = recognize(room, "", pictures, 2);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 4);
    for (int i = 0; i < 4; i++)
        assert_text(&view.results[i], "\nStudentNumber,\"40718253\"\n");
    assert_text(view.details, "\"image 1\",\"page\":1");
    assert_text(view.details, "\"image 2\",\"page\":1");
    assert_text(view.details, "\"image 2\",\"page\":3");
    srv_task_view_clear(&view);
    free(scan.bytes);
    assert_int_equal(room->complaints, 0);
}

/* The photo as a scanner puts it into a PDF file, without the table that readers can do without. */
static struct file make_pdf(void) {
    static const char begin[] =
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R 3 0 R] /Count 2 /MediaBox [0 0 600 800]>> endobj\n"
        "3 0 obj <</Type /Page /Parent 2 0 R /Contents 4 0 R "
        "/Resources <</XObject <</A 5 0 R>>>>>> endobj\n"
        "4 0 obj <</Length 24>> stream\n600 0 0 800 0 0 cm /A Do\nendstream endobj\n"
        "5 0 obj <</Type /XObject /Subtype /Image /Filter /DCTDecode /BitsPerComponent 8 "
        "/Width 2160 /Height 2880 /ColorSpace /DeviceRGB ";
    char *bytes = malloc(photo.size + 2048);
    assert_non_null(bytes);
    int size = snprintf(bytes, 2048, "%s/Length %zu>> stream\n", begin, photo.size);
    memcpy(bytes + size, photo.bytes, photo.size);
    size_t end = (size_t)size + photo.size;
    end += (size_t)snprintf(bytes + end, 1024,
                            "\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%%%EOF\n");
    return (struct file){bytes, end};
}

static void a_pdf_is_read_behind_the_sandbox(void **state) {
    struct room *room = *state;
    struct file pdf = make_pdf(), broken = {pdf.bytes, 300}, pictures[] = {pdf, broken};
    struct srv_task_view view = recognize(room, "", &pdf, 1);
    if (view.state == SRV_TASK_FAILED)
        fail_msg("%s", view.messages[0]);
    assert_int_equal(view.result_count, 2);
    assert_text(&view.results[1], "\nStudentNumber,\"40718253\"\n");
    srv_task_view_clear(&view);
    view = recognize(room, "", pictures, 2);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 3);
    assert_text(view.details,
                "\"image\":\"image 2\",\"page\":1,\"error\":\"the PDF file is damaged");
    srv_task_view_clear(&view);
    free(pdf.bytes);
    assert_int_equal(room->complaints, 0);
}

static void a_page_that_cannot_be_read_is_named(void **state) {
    struct room *room = *state;
    struct file scan = make_scan(3), pictures[] = {scan, photo};
    const size_t directory = 2 + 12 * 9 + 4, pixels = 8 + 2 + 12 * 5 + 11; /* where they lie */
    scan.bytes[directory + pixels] = 0x7f;
    struct srv_task_view view = recognize(room, "", &scan, 1);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 3);
    assert_int_equal(view.unread_count, 1);
    assert_text(view.details, "\"image\":\"image 1\",\"page\":2,\"error\":\"the TIFF file is");
    srv_task_view_clear(&view);
    scan.bytes[pixels] = scan.bytes[2 * directory + pixels] = 0x7f;
    pictures[1] = (struct file){photo.bytes, 2000};
    view = recognize(room, "", pictures, 2);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.message_count, 4);
    assert_int_equal(strncmp(view.messages[1], "image 1, page 2: ", 17), 0);
    assert_int_equal(strncmp(view.messages[3], "image 2: ", 9), 0);
    srv_task_view_clear(&view);
    free(scan.bytes);
}

static void more_pages_than_an_answer_holds_are_refused(void **state) {
    struct room *room = *state;
    uint8_t grey = 255;
    struct omr_image *image;
    assert_int_equal(omr_image_from_grey(&image, &grey, 1, 1, 1, NULL), OMR_OK);
    struct file scan = make_pages(image, 500), pictures[9];
    omr_image_free(image);
    for (int i = 0; i < 9; i++)
        pictures[i] = scan;
    char id[SRV_TASK_ID_SIZE];
    struct omr_error err = {0};
    struct srv_part parts[10] = {part_of("pattern", &pattern)};
    for (int i = 0; i < 9; i++)
        parts[i + 1] = part_of("image", &pictures[i]);
    struct srv_job job = {.kind = "recognize", .options = "", .parts = parts, .part_count = 10};
    assert_int_equal(srv_tasks_submit(room->tasks, "ann", &job, id, &err), OMR_OK);
    struct srv_task_view view = room_wait(room, "recognize", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_string_equal(view.messages[0],
                        "the pictures have more than 4000 pages together: send fewer at a time");
    srv_task_view_clear(&view);
    free(scan.bytes);
}

/* Damaged in many ways: an answer each time, and no worker lost over it. */
static void damaged_pictures_cost_no_worker(void **state) {
    struct room *room = *state;
    char *copy = malloc(photo.size);
    assert_non_null(copy);
    for (size_t step = 1; step <= 6; step++) {
        memcpy(copy, photo.bytes, photo.size);
        for (size_t at = 200 * step; at < photo.size; at += 5003 * step)
            copy[at] = (char)(copy[at] ^ (char)(step * 41));
        struct file damaged = {copy, photo.size};
        struct srv_task_view view = recognize(room, "", &damaged, 1);
        assert_int_not_equal(view.state, SRV_TASK_UNKNOWN);
        srv_task_view_clear(&view);
    }
    free(copy);
    assert_int_equal(room->complaints, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_with_program, room_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(one_picture_gives_one_document_and_one_line_of_details),
        CASE(the_format_names_the_result),
        CASE(several_pictures_give_a_document_each_in_order),
        CASE(pictures_that_cannot_be_read_keep_their_place_and_stop_no_others),
        CASE(when_no_picture_can_be_read_each_is_named),
        CASE(a_single_pictures_message_stands_alone),
        CASE(a_broken_pattern_is_a_failure_that_says_so),
        CASE(an_unknown_option_is_a_failure_not_a_guess),
        CASE(each_page_of_a_scan_has_a_document_and_a_line_of_details),
        CASE(a_pdf_is_read_behind_the_sandbox),
        CASE(a_page_that_cannot_be_read_is_named),
        CASE(more_pages_than_an_answer_holds_are_refused),
        CASE(damaged_pictures_cost_no_worker),
    };
    return cmocka_run_group_tests_name("recognize job", tests, load_example, free_example);
}
