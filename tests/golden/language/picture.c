/* SPDX-License-Identifier: MIT
 *
 * The pictures of docs/form-language. usage:
 *     form-picture SOURCE PICTURE            holds a picture against what its source gives today
 *     form-picture --make SOURCE PICTURE     makes it anew
 *     form-picture --tables                  prints the tables of attributes, element by element
 * What stands on the page is cut out between the markers and made three times smaller; what takes
 * most of a page, or several, is shown as whole pages, five times smaller. */
#include "base/buffer.h"
#include "base/file.h"
#include "generation/markup/schema.h"
#include "image/colour.h"
#include "image/encode.h"

#include <omr/generate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MOST = 8, EDGE = 24, BETWEEN_MARKERS_LEFT = 152, BETWEEN_MARKERS_RIGHT = 2328 };
static const double difference_allowed = 2.5; /* of 255, in the mean of all pixels */

struct pages {
    struct omr_colours page[PAGES_MOST];
    int count;
    bool is_page;
    struct omr_buffer bytes;
};

static int fail(const char *where, const char *what) {
    fprintf(stderr, "%s: %s\n", where, what);
    return 1;
}

/* --- the pages --- */

static bool open_page(void *context, const struct omr_generated_file *file) {
    struct pages *pages = context;
    pages->is_page = strcmp(file->kind, "Png") == 0;
    pages->bytes.size = 0;
    return true;
}

static bool write_page(void *context, const void *bytes, size_t size) {
    struct pages *pages = context;
    omr_buffer_append(&pages->bytes, bytes, size);
    return !pages->bytes.has_failed;
}

static bool close_page(void *context) {
    struct pages *pages = context;
    if (!pages->is_page)
        return true;
    return pages->count < PAGES_MOST &&
           !omr_colours_decode(&pages->page[pages->count++], pages->bytes.bytes, pages->bytes.size,
                               NULL, NULL);
}

/* Beside the source. */
static enum omr_status find_picture(void *context, const char *name, void **bytes, size_t *size,
                                    struct omr_error *err) {
    const char *source = context, *slash = strrchr(source, '/');
    char path[1000], *loaded;
    snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - source) : 0, source, name);
    enum omr_status status = omr_file_load(path, 1 << 20, &loaded, size, err);
    if (!status)
        *bytes = loaded;
    return status;
}

static int draw(struct pages *pages, const char *path) {
    struct omr_error err = {0};
    struct omr_settings *settings = NULL;
    struct omr_generate_sink sink = {open_page, write_page, close_page, pages};
    struct omr_generate_request request = {.find_picture = find_picture,
                                           .picture_context = (void *)path};
    char *source = NULL;
    size_t length = strlen(path);
    bool is_rtl = length >= 7 && strcmp(path + length - 7, "rtl.txt") == 0;
    if (omr_file_load(path, 1 << 20, &source, &request.source_size, &err) ||
        omr_settings_new(&settings, &err) ||
        omr_settings_set(settings, "WritingSystem", is_rtl ? "Arabic" : "Western",
                         OMR_NUMBERS_OF_LIBRARY, &err))
        return fail(path, err.text);
    request.source = source;
    request.settings = settings;
    int failed = omr_generate(&request, &sink, NULL, &err) ? fail(path, err.text) : 0;
    omr_settings_free(settings);
    free(source);
    return failed;
}

/* --- what is shown of them --- */

struct area {
    int left, top, right, bottom;
};

static struct area find_content(const struct omr_colours *page) {
    struct area area = {page->width, page->height, 0, 0};
    for (int y = 0; y < page->height; y++)
        for (int x = BETWEEN_MARKERS_LEFT; x < BETWEEN_MARKERS_RIGHT && x < page->width; x++) {
            if ((page->pixels[(size_t)y * (size_t)page->width + (size_t)x] & 0xffffff) == 0xffffff)
                continue;
            area.left = x < area.left ? x : area.left;
            area.right = x >= area.right ? x + 1 : area.right;
            area.top = y < area.top ? y : area.top;
            area.bottom = y + 1;
        }
    return area;
}

static int at_least(int value, int least) {
    return value < least ? least : value;
}

static int at_most(int value, int most) {
    return value > most ? most : value;
}

/* The mean colour of `step` x `step` pixels. */
static void shrink_pixel(const struct omr_colours *page, int left, int top, int step,
                         uint8_t *pixel) {
    unsigned sum[3] = {0}, count = 0;
    for (int y = top; y < at_most(top + step, page->height); y++)
        for (int x = left; x < at_most(left + step, page->width); x++, count++) {
            uint32_t colour = page->pixels[(size_t)y * (size_t)page->width + (size_t)x];
            for (int c = 0; c < 3; c++)
                sum[c] += colour >> (16 - 8 * c) & 0xff;
        }
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)(count ? sum[c] / count : 255);
}

/* Puts an area of a page into the picture, whose rows are `width` pixels, from column `at` on. */
static void put(uint8_t *picture, int width, int at, const struct omr_colours *page,
                const struct area *area, int step) {
    for (int y = area->top, row = 0; y < area->bottom; y += step, row++)
        for (int x = area->left, column = at; x < area->right && column < width;
             x += step, column++)
            shrink_pixel(page, x, y, step,
                         picture + 3 * ((size_t)row * (size_t)width + (size_t)column));
}

static int shrunk(int size, int step) {
    return (size + step - 1) / step;
}

static bool compose(const struct pages *pages, struct omr_raster *raster, uint8_t **pixels) {
    enum { WHOLE = 5, PART = 3, GAP = 8 };
    struct area area = find_content(&pages->page[0]);
    bool is_whole = pages->count > 1 || area.bottom - area.top > 2000;
    int step = is_whole ? WHOLE : PART, width = 0, height = 0;
    area.left = is_whole ? 0 : BETWEEN_MARKERS_LEFT;
    area.right = is_whole ? pages->page[0].width : BETWEEN_MARKERS_RIGHT;
    area.top = is_whole ? 0 : at_least(area.top - EDGE, 0);
    area.bottom =
        is_whole ? pages->page[0].height : at_most(area.bottom + EDGE, pages->page[0].height);
    for (int i = 0; i < pages->count; i++) {
        width += is_whole ? shrunk(pages->page[i].width, step) + (i ? GAP : 0)
                          : shrunk(area.right - area.left, step);
        int page = is_whole ? pages->page[i].height : area.bottom - area.top;
        height = at_least(height, shrunk(page, step));
    }
    size_t size = 3 * (size_t)width * (size_t)height;
    if (!(*pixels = malloc(size)))
        return false;
    memset(*pixels, is_whole ? 0xd0 : 0xff, size);
    for (int i = 0, at = 0; i < pages->count; i++) {
        struct area whole = {0, 0, pages->page[i].width, pages->page[i].height};
        put(*pixels, width, at, &pages->page[i], is_whole ? &whole : &area, step);
        at += shrunk(pages->page[i].width, step) + GAP;
    }
    *raster = (struct omr_raster){*pixels, width, height, 3 * (size_t)width, 3, 0, false};
    return true;
}

/* --- held against what is there --- */

static int compare(const char *path, const struct omr_raster *raster) {
    struct omr_error err = {0};
    struct omr_colours old = {0};
    char *bytes;
    size_t size;
    if (omr_file_load(path, 4 << 20, &bytes, &size, &err) ||
        omr_colours_decode(&old, bytes, size, NULL, &err))
        return fail(path, err.text);
    free(bytes);
    if (old.width != raster->width || old.height != raster->height)
        return fail(path, "the picture has another size today");
    double sum = 0;
    size_t count = (size_t)old.width * (size_t)old.height;
    for (size_t i = 0; i < count; i++)
        for (int c = 0; c < 3; c++)
            sum += abs((int)(old.pixels[i] >> (16 - 8 * c) & 0xff) -
                       raster->pixels[3 * i + (size_t)c]);
    omr_colours_clear(&old);
    printf("%s: differs by %.2f\n", path, sum / (3 * (double)count));
    return sum / (3 * (double)count) <= difference_allowed ? 0 : fail(path, "looks different");
}

static int save(const char *path, const struct omr_raster *raster) {
    struct omr_error err = {0};
    struct omr_buffer png = {0};
    if (omr_png_encode(&png, raster, &err) || omr_file_save(path, png.bytes, png.size, 0, &err))
        return fail(path, err.text);
    omr_buffer_clear(&png);
    return 0;
}

static int handle_picture(bool is_made, const char *source, const char *path) {
    struct pages pages = {0};
    struct omr_raster raster;
    uint8_t *pixels = NULL;
    int failed = draw(&pages, source);
    if (!failed && !compose(&pages, &raster, &pixels))
        failed = fail(source, "out of memory");
    if (!failed)
        failed = is_made ? save(path, &raster) : compare(path, &raster);
    for (int i = 0; i < pages.count; i++)
        omr_colours_clear(&pages.page[i]);
    omr_buffer_clear(&pages.bytes);
    free(pixels);
    return failed;
}

/* --- the tables --- */

static void print_values(const struct omr_attribute_spec *spec) {
    static const char *const types[] = {
        [OMR_VALUE_FLAG] = "`true`, `false`", [OMR_VALUE_TEXT] = "text",
        [OMR_VALUE_COLOUR] = "colour",        [OMR_VALUE_STYLES] = "styles",
        [OMR_VALUE_SIDE] = "`8 red`, `none`", [OMR_VALUE_TEXTS] = "`(a)(b)`",
        [OMR_VALUE_NUMBERS] = "`20%-80%`"};
    if (spec->attribute == OMR_ATTR_BARCODE_TYPE) {
        fputs("a kind of barcode", stdout);
    } else if (spec->type == OMR_VALUE_CHOICE) {
        int last = -1;
        for (const struct omr_word *at = spec->words; at->word && at->number > last; at++) {
            printf("%s`%s`", last < 0 ? "" : ", ", at->word);
            last = at->number;
        }
    } else if (spec->type == OMR_VALUE_NUMBER) {
        printf("%g to %g", spec->least, spec->most);
    } else {
        fputs(types[spec->type], stdout);
    }
}

static void print_element(enum omr_node_kind kind) {
    int count = 0;
    for (size_t i = 0; i < omr_schema_attribute_count; i++) {
        const struct omr_attribute_spec *spec = &omr_schema_attributes[i];
        if ((spec->elements >> kind & 1) == 0 || spec->attribute == OMR_ATTR_IGNORED)
            continue;
        if (count++ == 0)
            printf("## %s\n| Attribute | Value | Without it |\n|---|---|---|\n",
                   omr_schema_element_name(kind));
        printf("| `%s` | ", spec->names[0]);
        print_values(spec);
        printf(" | %s |\n", spec->absent);
    }
}

static int print_tables(void) {
    for (int kind = 0; kind < OMR_NODE_KINDS; kind++)
        print_element((enum omr_node_kind)kind);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--tables") == 0)
        return print_tables();
    bool is_made = argc == 4 && strcmp(argv[1], "--make") == 0;
    if (argc != 3 && !is_made)
        return fail("usage", "form-picture [--make] SOURCE PICTURE");
    return handle_picture(is_made, argv[argc - 2], argv[argc - 1]);
}
