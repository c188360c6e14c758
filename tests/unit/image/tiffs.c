/* SPDX-License-Identifier: MIT */
#include "tiffs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <tiffio.h>

/* A file in memory that grows. */
struct store {
    struct bytes made;
    uint64_t at;
};

static tmsize_t read_store(thandle_t handle, void *bytes, tmsize_t size) {
    struct store *store = handle;
    uint64_t left = store->at < store->made.size ? store->made.size - store->at : 0;
    uint64_t count = (uint64_t)size < left ? (uint64_t)size : left;
    if (count)
        memcpy(bytes, store->made.bytes + store->at, count);
    store->at += count;
    return (tmsize_t)count;
}

static tmsize_t write_store(thandle_t handle, void *bytes, tmsize_t size) {
    struct store *store = handle;
    uint64_t end = store->at + (uint64_t)size;
    if (end > store->made.size) {
        store->made.bytes = realloc(store->made.bytes, end);
        assert_non_null(store->made.bytes);
        memset(store->made.bytes + store->made.size, 0, end - store->made.size);
        store->made.size = end;
    }
    memcpy(store->made.bytes + store->at, bytes, (size_t)size);
    store->at = end;
    return size;
}

static toff_t seek_store(thandle_t handle, toff_t offset, int whence) {
    struct store *store = handle;
    offset += whence == SEEK_CUR ? store->at : whence == SEEK_END ? store->made.size : 0;
    store->at = offset;
    return offset;
}

static int close_store(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size_store(thandle_t handle) {
    return ((struct store *)handle)->made.size;
}

static bool is(const char *given, const char *usual, const char *word) {
    return strcmp(given ? given : usual, word) == 0;
}

static int depth_of(const struct tiff_kind *kind) {
    return kind->depth ? kind->depth : 8;
}

int tiff_grey(const struct tiff_kind *kind, int page, int x, int y) {
    int grey = scene_grey(x, y + page);
    return depth_of(kind) == 1 ? (grey >= 128 ? 255 : 0) : grey;
}

static int channels_of(const struct tiff_kind *kind) {
    if (is(kind->colours, "grey", "rgb") || is(kind->colours, "grey", "ycc"))
        return 3;
    if (kind->colours && (strchr(kind->colours, '+') || is(kind->colours, "", "cmyk")))
        return 4;
    return 1;
}

/* The samples of a pixel, 8 bits each. */
static void put_pixel(const struct tiff_kind *kind, int page, int x, int y, uint8_t *sample) {
    uint8_t rgb[3];
    scene_colour(x, y + page, rgb);
    if (channels_of(kind) == 1) {
        sample[0] = (uint8_t)tiff_grey(kind, page, x, y);
        if (is(kind->colours, "grey", "inverse"))
            sample[0] = (uint8_t)(255 - sample[0]);
    } else if (is(kind->colours, "", "cmyk")) {
        for (int i = 0; i < 3; i++)
            sample[i] = (uint8_t)(255 - rgb[i]);
        sample[3] = 0;
    } else {
        int alpha = scene_alpha(x);
        bool is_multiplied = is(kind->colours, "", "rgb+multiplied");
        for (int i = 0; i < 3; i++)
            sample[i] = (uint8_t)(is_multiplied ? (rgb[i] * alpha + 127) / 255 : rgb[i]);
        if (channels_of(kind) == 4)
            sample[3] = (uint8_t)alpha;
    }
}

/* Pixels beyond the scene, in tiles, are black. Planes: `plane` only, or all when it is -1. */
static void put_row(const struct tiff_kind *kind, int page, int left, int y, int width, int plane,
                    uint8_t *row) {
    int channels = channels_of(kind), depth = depth_of(kind);
    for (int x = 0, at = 0; x < width; x++) {
        uint8_t pixel[4] = {0};
        if (left + x < scene_width() && y < scene_height())
            put_pixel(kind, page, left + x, y, pixel);
        for (int i = plane < 0 ? 0 : plane; i < (plane < 0 ? channels : plane + 1); i++, at++)
            if (depth == 16)
                row[2 * at] = row[2 * at + 1] = pixel[i];
            else if (depth == 8)
                row[at] = pixel[i];
            else
                row[at * depth / 8] |=
                    (uint8_t)(pixel[i] >> (8 - depth) << (8 - depth - at * depth % 8));
    }
}

static void set_palette(TIFF *tiff, const struct tiff_kind *kind) {
    static uint16_t entries[65536];
    int count = 1 << depth_of(kind);
    for (int i = 0; i < count; i++)
        entries[i] = (uint16_t)(i * 255 / (count - 1) * (kind->has_small_palette ? 1 : 257));
    TIFFSetField(tiff, TIFFTAG_COLORMAP, entries, entries, entries);
}

static void set_colours(TIFF *tiff, const struct tiff_kind *kind) {
    static const struct {
        const char *colours;
        int photometric;
    } all[] = {{"grey", PHOTOMETRIC_MINISBLACK}, {"inverse", PHOTOMETRIC_MINISWHITE},
               {"palette", PHOTOMETRIC_PALETTE}, {"rgb", PHOTOMETRIC_RGB},
               {"rgb+alpha", PHOTOMETRIC_RGB},   {"rgb+multiplied", PHOTOMETRIC_RGB},
               {"cmyk", PHOTOMETRIC_SEPARATED},  {"ycc", PHOTOMETRIC_YCBCR}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (is(kind->colours, "grey", all[i].colours))
            TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, all[i].photometric);
    if (is(kind->colours, "grey", "palette"))
        set_palette(tiff, kind);
    uint16_t extra =
        is(kind->colours, "", "rgb+alpha") ? EXTRASAMPLE_UNASSALPHA : EXTRASAMPLE_ASSOCALPHA;
    if (kind->colours && strchr(kind->colours, '+'))
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
    if (is(kind->colours, "", "ycc"))
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}

static void set_compression(TIFF *tiff, const struct tiff_kind *kind) {
    static const struct {
        const char *name;
        int compression;
    } all[] = {{"none", COMPRESSION_NONE},
               {"g3", COMPRESSION_CCITTFAX3},
               {"g3:2d", COMPRESSION_CCITTFAX3},
               {"g4", COMPRESSION_CCITTFAX4},
               {"rle", COMPRESSION_CCITTRLE},
               {"lzw", COMPRESSION_LZW},
               {"deflate", COMPRESSION_ADOBE_DEFLATE},
               {"jpeg", COMPRESSION_JPEG},
               {"packbits", COMPRESSION_PACKBITS},
               {"lzma", COMPRESSION_LZMA}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (is(kind->compression, "none", all[i].name))
            TIFFSetField(tiff, TIFFTAG_COMPRESSION, all[i].compression);
    if (is(kind->compression, "none", "g3:2d"))
        TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, GROUP3OPT_2DENCODING);
    if (is(kind->compression, "none", "jpeg"))
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 100);
    if (kind->has_predictor)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
}

static void set_fields(TIFF *tiff, const struct tiff_kind *kind) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, scene_width());
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, scene_height());
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, depth_of(kind));
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels_of(kind));
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
                 kind->is_separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_FILLORDER,
                 kind->is_reversed ? FILLORDER_LSB2MSB : FILLORDER_MSB2LSB);
    set_compression(tiff, kind);
    set_colours(tiff, kind);
    if (kind->orientation)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind->orientation);
    if (kind->x_dpi != 0) {
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kind->x_dpi);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kind->y_dpi);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    }
    if (kind->tile) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind->tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind->tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->rows ? kind->rows : scene_height());
    }
}

static void put_rows(TIFF *tiff, const struct tiff_kind *kind, int page, int plane) {
    for (int y = 0; y < scene_height(); y++) {
        uint8_t *row = calloc((size_t)scene_width(), 8);
        assert_non_null(row);
        put_row(kind, page, 0, y, scene_width(), plane, row);
        assert_true(TIFFWriteScanline(tiff, row, (uint32_t)y, (uint16_t)(plane < 0 ? 0 : plane)) >=
                    0);
        free(row);
    }
}

static void put_tiles(TIFF *tiff, const struct tiff_kind *kind, int page, int plane) {
    uint8_t tile[128 * 128 * 8];
    assert_true(kind->tile <= 128);
    size_t stride = (size_t)TIFFTileRowSize(tiff);
    for (int top = 0; top < scene_height(); top += kind->tile)
        for (int left = 0; left < scene_width(); left += kind->tile) {
            memset(tile, 0, sizeof tile);
            for (int y = 0; y < kind->tile; y++)
                put_row(kind, page, left, top + y, kind->tile, plane, tile + (size_t)y * stride);
            assert_true(TIFFWriteTile(tiff, tile, (uint32_t)left, (uint32_t)top, 0,
                                      (uint16_t)(plane < 0 ? 0 : plane)) >= 0);
        }
}

static void put_page(TIFF *tiff, const struct tiff_kind *kind, int page) {
    set_fields(tiff, kind);
    for (int plane = kind->is_separate ? 0 : -1;
         plane < (kind->is_separate ? channels_of(kind) : 0); plane++)
        if (kind->tile)
            put_tiles(tiff, kind, page, plane);
        else
            put_rows(tiff, kind, page, plane);
    assert_true(TIFFWriteDirectory(tiff));
}

static void put_thumbnail(TIFF *tiff) {
    uint8_t pixels[4] = {0};
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 4);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    assert_true(TIFFWriteScanline(tiff, pixels, 0, 0) >= 0);
    assert_true(TIFFWriteDirectory(tiff));
}

struct bytes make_tiff(const struct tiff_kind *kind) {
    struct store store = {0};
    char mode[8];
    snprintf(mode, sizeof mode, "w%c%c", kind->is_big ? '8' : '4', kind->is_big_endian ? 'b' : 'l');
    TIFF *tiff = TIFFClientOpen("made", mode, &store, read_store, write_store, seek_store,
                                close_store, size_store, NULL, NULL);
    assert_non_null(tiff);
    for (int page = 0; page < (kind->pages ? kind->pages : 1); page++) {
        put_page(tiff, kind, page);
        if (kind->has_thumbnails)
            put_thumbnail(tiff);
    }
    TIFFClose(tiff);
    return store.made;
}
