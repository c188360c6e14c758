/* SPDX-License-Identifier: MIT */
#include "pictures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>
#include <png.h>

static const uint8_t *used;
static int used_width = SCENE_WIDTH, used_height = SCENE_HEIGHT;

void scene_use(const uint8_t *grey, int width, int height) {
    used = grey;
    used_width = width;
    used_height = height;
}

int scene_width(void) {
    return used_width;
}

int scene_height(void) {
    return used_height;
}

void scene_colour(int x, int y, uint8_t rgb[3]) {
    if (used) {
        memset(rgb, used[(size_t)y * (size_t)used_width + (size_t)x], 3);
        return;
    }
    rgb[0] = (uint8_t)(20 + 3 * x + 2 * y);
    rgb[1] = (uint8_t)(30 + 2 * x + 4 * y);
    rgb[2] = (uint8_t)(200 - 3 * x + y);
}

int scene_grey(int x, int y) {
    uint8_t rgb[3];
    scene_colour(x, y, rgb);
    return (int)(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] + 0.5);
}

int scene_alpha(int x) {
    return x * 255 / (SCENE_WIDTH - 1);
}

void make_exif(unsigned char exif[EXIF_SIZE], int orientation, bool is_big_endian) {
    static const unsigned char big[EXIF_SIZE] =
        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    static const unsigned char little[EXIF_SIZE] =
        "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0";
    memcpy(exif, is_big_endian ? big : little, EXIF_SIZE);
    exif[is_big_endian ? 25 : 24] = (unsigned char)orientation;
}

static void put_ink(uint8_t *sample, const uint8_t rgb[3]) {
    int most = rgb[0] > rgb[1] ? rgb[0] : rgb[1];
    most = rgb[2] > most ? rgb[2] : most;
    most = most ? most : 1;
    for (int i = 0; i < 3; i++)
        sample[i] = (uint8_t)(rgb[i] * 255 / most);
    sample[3] = (uint8_t)most;
}

static void put_jpeg_row(uint8_t *row, const struct jpeg_kind *kind, int width, int y) {
    for (int x = 0; x < width; x++) {
        uint8_t rgb[3];
        scene_colour(x % scene_width(), y % scene_height(), rgb);
        if (strcmp(kind->colours, "grey") == 0)
            row[x] = (uint8_t)scene_grey(x % scene_width(), y % scene_height());
        else if (strchr(kind->colours, 'k'))
            put_ink(row + (ptrdiff_t)x * 4, rgb);
        else
            memcpy(row + (ptrdiff_t)x * 3, rgb, 3);
    }
}

static void choose_jpeg_colours(j_compress_ptr jpeg, const char *colours) {
    bool has_inks = strchr(colours, 'k') != NULL, is_grey = strcmp(colours, "grey") == 0;
    jpeg->input_components = has_inks ? 4 : is_grey ? 1 : 3;
    jpeg->in_color_space = has_inks ? JCS_CMYK : is_grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(jpeg);
    if (strcmp(colours, "rgb") == 0)
        jpeg_set_colorspace(jpeg, JCS_RGB);
    if (strcmp(colours, "ycck") == 0)
        jpeg_set_colorspace(jpeg, JCS_YCCK);
}

/* One scan a coefficient, the last one with the rest of them. */
static void choose_scans(j_compress_ptr jpeg, jpeg_scan_info *scans, int count) {
    for (int i = 0; i < count; i++)
        scans[i] = (jpeg_scan_info){
            .comps_in_scan = 1, .Ss = i, .Se = i && i == count - 1 ? DCTSIZE2 - 1 : i};
    jpeg->scan_info = scans;
    jpeg->num_scans = count;
}

static void configure_jpeg(j_compress_ptr jpeg, const struct jpeg_kind *kind) {
    choose_jpeg_colours(jpeg, kind->colours);
    jpeg_set_quality(jpeg, 100, TRUE);
    jpeg->arith_code = kind->is_arithmetic;
    jpeg->restart_in_rows = kind->restart_rows;
    for (int i = 0; i < jpeg->num_components && !kind->has_half_colours; i++)
        jpeg->comp_info[i].h_samp_factor = jpeg->comp_info[i].v_samp_factor = 1;
    if (kind->dpi) {
        jpeg->density_unit = 1;
        jpeg->X_density = jpeg->Y_density = (UINT16)kind->dpi;
    }
    if (kind->is_progressive)
        jpeg_simple_progression(jpeg);
}

struct bytes make_jpeg(const struct jpeg_kind *kind) {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct bytes made = {0};
    int repeats = kind->repeats ? kind->repeats : 1, width = scene_width() * repeats;
    uint8_t *row = malloc((size_t)width * 4);
    assert_non_null(row);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &made.bytes, &made.size);
    jpeg.image_width = (unsigned)width;
    jpeg.image_height = (unsigned)(scene_height() * repeats);
    configure_jpeg(&jpeg, kind);
    jpeg_scan_info scans[DCTSIZE2];
    if (kind->scan_count)
        choose_scans(&jpeg, scans, kind->scan_count);
    jpeg_start_compress(&jpeg, TRUE);
    if (kind->exif)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, kind->exif, kind->exif_size);
    while (jpeg.next_scanline < jpeg.image_height) {
        put_jpeg_row(row, kind, width, (int)jpeg.next_scanline);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(row);
    return made;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t size) {
    struct bytes *made = png_get_io_ptr(png);
    made->bytes = realloc(made->bytes, made->size + size);
    assert_non_null(made->bytes);
    memcpy(made->bytes + made->size, bytes, size);
    made->size += size;
}

static int png_colour_type(const char *colours) {
    static const struct {
        const char *colours;
        int type;
    } types[] = {{"grey", PNG_COLOR_TYPE_GRAY},
                 {"grey+alpha", PNG_COLOR_TYPE_GRAY_ALPHA},
                 {"rgb", PNG_COLOR_TYPE_RGB},
                 {"rgba", PNG_COLOR_TYPE_RGB_ALPHA},
                 {"palette", PNG_COLOR_TYPE_PALETTE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].colours, colours) == 0)
            return types[i].type;
    fail();
    return 0;
}

/* A palette's index is the grey, cut to the depth; its entries are greys. */
static void put_palette(png_structp png, png_infop info, const struct png_kind *kind) {
    png_color entries[256];
    png_byte alphas[256];
    int count = 1 << kind->depth;
    for (int i = 0; i < count; i++) {
        png_byte grey = (png_byte)(i * 255 / (count - 1));
        entries[i] = (png_color){grey, grey, grey};
        alphas[i] = (png_byte)(255 - i / 2);
    }
    png_set_PLTE(png, info, entries, count);
    if (kind->is_see_through)
        png_set_tRNS(png, info, alphas, count, NULL);
}

static int channels_of(int type) {
    return (type & PNG_COLOR_MASK_COLOR && type != PNG_COLOR_TYPE_PALETTE ? 3 : 1) +
           (type & PNG_COLOR_MASK_ALPHA ? 1 : 0);
}

/* Samples of 8 bits become 1, 2 or 4 bits by dropping the lower ones, 16 by repeating. */
static void put_sample(uint8_t *row, int index, int depth, int sample) {
    if (depth == 16)
        row[2 * index] = row[2 * index + 1] = (uint8_t)sample;
    else if (depth == 8)
        row[index] = (uint8_t)sample;
    else
        row[index * depth / 8] |=
            (uint8_t)(sample >> (8 - depth) << (8 - depth - index * depth % 8));
}

static void put_png_row(uint8_t *row, const struct png_kind *kind, int width, int y) {
    int type = png_colour_type(kind->colours), channels = channels_of(type);
    for (int x = 0; x < width; x++) {
        uint8_t rgb[3];
        int at = x * channels, scene_x = x % scene_width(), scene_y = y % scene_height();
        scene_colour(scene_x, scene_y, rgb);
        if (channels < 3)
            put_sample(row, at++, kind->depth, scene_grey(scene_x, scene_y));
        else
            for (int i = 0; i < 3; i++)
                put_sample(row, at++, kind->depth, rgb[i]);
        if (type & PNG_COLOR_MASK_ALPHA)
            put_sample(row, at, kind->depth, kind->is_see_through ? scene_alpha(scene_x) : 255);
    }
}

static void put_pixels(png_structp png, const struct png_kind *kind, int width, int height) {
    uint8_t *row = malloc((size_t)width * 8);
    assert_non_null(row);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < height; y++) {
            memset(row, 0, (size_t)width * 8);
            put_png_row(row, kind, width, y);
            png_write_row(png, row);
        }
    free(row);
}

struct bytes make_png(const struct png_kind *kind) {
    struct bytes made = {0};
    int repeats = kind->repeats ? kind->repeats : 1;
    int width = scene_width() * repeats, height = scene_height() * repeats;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &made, write_bytes, NULL);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, kind->depth,
                 png_colour_type(kind->colours),
                 kind->is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (strcmp(kind->colours, "palette") == 0)
        put_palette(png, info, kind);
    if (kind->dpi)
        png_set_pHYs(png, info, (png_uint_32)(kind->dpi / 0.0254 + 0.5),
                     (png_uint_32)(kind->dpi / 0.0254 + 0.5), PNG_RESOLUTION_METER);
    if (kind->exif)
        png_set_eXIf_1(png, info, kind->exif_size, (png_bytep)(uintptr_t)kind->exif);
    png_set_filter(png, 0, kind->filter ? PNG_FILTER_NONE << (kind->filter - 1) : PNG_ALL_FILTERS);
    if (kind->has_many_parts)
        png_set_compression_buffer_size(png, 64);
    png_write_info(png, info);
    put_pixels(png, kind, width, height);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return made;
}
