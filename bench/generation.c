/* SPDX-License-Identifier: MIT
 *
 * How long an A4 form of 400 bubbles takes from its source to PNG and pattern, and how much of it
 * is more than cairo's own drawing, which is the floor; both are timed in turn in the same round,
 * times are medians of CPU time. Then a batch: 1,000 copies of a form of two pages as one PDF.
 *
 * usage: generation [COPIES] */
#include "base/buffer.h"
#include "form/form.h"
#include "generation/layout/layout.h"
#include "generation/render/draw.h"

#include <omr/generate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS = 21 };

static const char page[] = "?text=Examination\n\tfont_size=18\n\talign=center\n"
                           "?answer_sheet=Q\n\telements_count=100\n\tcolumns_count=4\n"
                           "\tanswers_count=4\n\tbubble_size=small\n";

static const char pages[] = "?page=\n?text=Dear ${name}, please mark your answers.\n"
                            "?answer_sheet=Q\n\telements_count=50\n\tcolumns_count=2\n&page\n"
                            "?page=\n?text=Second page\n?answer_sheet=R\n\telements_count=50\n"
                            "\tcolumns_count=2\n&page\n";

enum stage { STAGE_PARSE, STAGE_LAYOUT, STAGE_PNG, STAGE_PATTERN, STAGE_FLOOR, STAGES };

static double cpu_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void check(enum omr_status status, const struct omr_error *err) {
    if (status == OMR_OK)
        return;
    fprintf(stderr, "generation: %s\n", err->text);
    exit(1);
}

static double lap(double *since) {
    double now = cpu_ms(), ms = now - *since;
    *since = now;
    return ms;
}

/* Only what cairo does: the page's items on a surface of one byte a pixel. */
static double time_drawing(const struct omr_placed_page *placed) {
    static const struct omr_ink_way way = {.is_darkness = true, .is_pixels = true};
    struct omr_pictures pictures = {0};
    struct omr_error err;
    double since = cpu_ms();
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_A8, (int)placed->width, (int)placed->height);
    cairo_t *cairo = cairo_create(surface);
    check(omr_draw_page(cairo, placed, &pictures, &way, &err), &err);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return lap(&since);
}

static void make_page(struct omr_fonts *fonts, double ms[STAGES], size_t *png_size,
                      size_t *bubbles) {
    static const struct omr_layout_settings settings = {
        .paper_size = OMR_PAPER_A4,
        .orientation = OMR_ORIENTATION_VERTICAL,
        .left_margin_px = 210,
        .right_margin_px = 210,
        .font = {.family = "Calibri", .size_pt = 10},
        .bubble_size = OMR_BUBBLE_NORMAL,
        .rotation_marker = OMR_ROTATION_TOP_RIGHT_1};
    struct omr_markup markup = {0};
    struct omr_placed_form placement = {0};
    struct omr_buffer png = {0};
    struct omr_error err;
    char *pattern;
    size_t size;
    double since = cpu_ms();
    check(omr_markup_parse(&markup, page, sizeof page - 1, &err), &err);
    ms[STAGE_PARSE] = lap(&since);
    check(omr_layout_make(&placement, &markup, &settings, NULL, 0, fonts, &err), &err);
    ms[STAGE_LAYOUT] = lap(&since);
    check(omr_render_picture(&png, &placement.pages[0], NULL, "png", &err), &err);
    ms[STAGE_PNG] = lap(&since);
    check(omr_form_write(&placement.form, &pattern, &size, &err), &err);
    ms[STAGE_PATTERN] = lap(&since);
    ms[STAGE_FLOOR] = time_drawing(&placement.pages[0]);
    *png_size = png.size;
    *bubbles = (size_t)placement.form.pages[0].bubble_count;
    free(pattern);
    omr_buffer_clear(&png);
    omr_placed_form_clear(&placement);
    omr_markup_clear(&markup);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void time_page(void) {
    static double ms[ROUNDS][STAGES], column[STAGES + 1][ROUNDS];
    static const char *const names[] = {"parse",   "layout",      "draw and pack",
                                        "pattern", "cairo alone", "whole"};
    struct omr_fonts *fonts;
    struct omr_error err;
    size_t png_size = 0, bubbles = 0;
    double since = cpu_ms();
    check(omr_fonts_open(&fonts, &err), &err);
    printf("fonts opened in %.1f ms\n", lap(&since));
    make_page(fonts, ms[0], &png_size, &bubbles);
    printf("first page %.1f ms\n", lap(&since));
    for (int i = 0; i < ROUNDS; i++) {
        make_page(fonts, ms[i], &png_size, &bubbles);
        for (int s = 0; s < STAGES; s++)
            column[s][i] = ms[i][s];
        for (int s = 0; s < STAGE_FLOOR; s++)
            column[STAGES][i] += ms[i][s];
    }
    for (int s = 0; s <= STAGES; s++) {
        qsort(column[s], ROUNDS, sizeof(double), compare);
        printf("%-14s %6.1f ms\n", names[s], column[s][ROUNDS / 2]);
    }
    printf("%zu bubbles, PNG of %zu bytes: %.2f of cairo's time\n", bubbles, png_size,
           column[STAGES][ROUNDS / 2] / column[STAGE_FLOOR][ROUNDS / 2]);
    omr_fonts_close(fonts);
}

static bool open_nothing(void *context, const struct omr_generated_file *file) {
    (void)context;
    (void)file;
    return true;
}

static bool count_bytes(void *context, const void *bytes, size_t size) {
    (void)bytes;
    *(size_t *)context += size;
    return true;
}

static bool close_nothing(void *context) {
    (void)context;
    return true;
}

static void time_batch(int copies) {
    struct omr_buffer csv = {0};
    struct omr_settings *settings;
    struct omr_records *records;
    struct omr_error err;
    size_t bytes = 0;
    omr_buffer_text(&csv, "id,name\n");
    for (int i = 1; i <= copies; i++)
        omr_buffer_format(&csv, "%d,Person %d\n", i, i);
    check(omr_settings_new(&settings, &err), &err);
    check(omr_settings_set(settings, "OutputFormat", "Pdf", OMR_NUMBERS_OF_SERVICE, &err), &err);
    check(omr_records_parse(&records, csv.bytes, csv.size, &err), &err);
    struct omr_generate_request request = {
        .source = pages, .source_size = sizeof pages - 1, .settings = settings, .records = records};
    struct omr_generate_sink sink = {
        .open = open_nothing, .write = count_bytes, .close = close_nothing, .context = &bytes};
    double since = cpu_ms();
    check(omr_generate(&request, &sink, NULL, &err), &err);
    double ms = lap(&since);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%d copies of 2 pages as PDF: %.1f s, %.1f ms a page, %.1f MB, peak memory %.0f MB\n",
           copies, ms / 1e3, ms / copies / 2, (double)bytes / 1e6, (double)usage.ru_maxrss / 1024);
    omr_records_free(records);
    omr_settings_free(settings);
    omr_buffer_clear(&csv);
}

int main(int argc, char **argv) {
    int copies = argc > 1 ? atoi(argv[1]) : 1000;
    time_page();
    if (copies > 0)
        time_batch(copies);
    return 0;
}
