/* SPDX-License-Identifier: MIT
 *
 * TIFF, through libtiff: scans and faxes, often of many pages. Strips are read row by row, however
 * high they are; tiles, and strips of separate planes, a part at a time. Nothing but the parts'
 * sizes in the file decides what is allocated, and they are checked first. */
#include "image/decode.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/stretch.h"
#include "image/tiff_file.h"
#include "image/tiff_samples.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    DIRECTORIES_A_PAGE = 4, /* small copies, masks */
    ROWS_A_BAD_ONE = 100,   /* a fax with more is damaged */
    READ_TWICE = 2,         /* how often the bytes of a file may be used by its parts */
};

/* What is needed while a page is decoded. */
struct page {
    struct omr_tiff_file file;
    struct omr_tiff_samples samples;
    uint32_t width, height;
    struct omr_pixmap grey;
    uint32_t part_width, part_height;
    size_t part_bytes; /* of one plane */
    uint8_t *parts;    /* a part of each plane, or a row */
    uint8_t *work;
};

/* A file's pages are known by the places of their directories. */
struct pages {
    const uint8_t *bytes;
    size_t size;
    struct omr_image_limits limits;
    struct omr_buffer places; /* uint64_t; 0: the chain of directories is broken here */
};

static bool is_page(struct omr_tiff_file *file) {
    uint32_t kind = 0;
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_SUBFILETYPE, &kind);
    return !(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK));
}

static enum omr_status fail_pages(struct omr_error *err, const struct omr_image_limits *limits) {
    return omr_fail(err, OMR_ERROR_LIMIT, "image.limit.pages",
                    "the file has more than %" PRIu32 " pages", limits->max_pages);
}

static size_t count_places(const struct pages *pages) {
    return pages->places.size / sizeof(uint64_t);
}

static void add_place(struct pages *pages, uint64_t place) {
    omr_buffer_append(&pages->places, &place, sizeof place);
}

/* Whether the place of the next directory, which follows the entries of this one, is in the file:
 * the library takes what is cut off for the end of the chain. */
static bool is_chain_whole(const struct omr_tiff_file *file) {
    bool is_big = file->bytes[2] == '+' || file->bytes[3] == '+'; /* BigTIFF */
    bool is_big_endian = file->bytes[0] == 'M';
    uint64_t at = TIFFCurrentDirOffset(file->tiff), count = 0;
    unsigned count_size = is_big ? 8 : 2, entry_size = is_big ? 20 : 12,
             place_size = is_big ? 8 : 4;
    if (at > file->size || file->size - at < count_size)
        return false;
    for (unsigned i = 0; i < count_size; i++)
        count = count << 8 | file->bytes[at + (is_big_endian ? i : count_size - 1 - i)];
    uint64_t left = file->size - at - count_size;
    return count <= left / entry_size && left - count * entry_size >= place_size;
}

/* A broken chain is a page that cannot be read, so that nothing is lost silently. */
static enum omr_status list_pages(struct pages *pages, struct omr_tiff_file *file,
                                  struct omr_error *err) {
    uint64_t most = (uint64_t)pages->limits.max_pages * DIRECTORIES_A_PAGE;
    for (uint64_t i = 0;; i++) {
        if (is_page(file))
            add_place(pages, TIFFCurrentDirOffset(file->tiff));
        if (i >= most || count_places(pages) > pages->limits.max_pages)
            return fail_pages(err, &pages->limits);
        if (TIFFLastDirectory(file->tiff) && is_chain_whole(file))
            break;
        if (TIFFLastDirectory(file->tiff) || !TIFFReadDirectory(file->tiff)) {
            if (file->lacks_memory)
                return omr_fail_memory(err);
            add_place(pages, 0);
            break;
        }
    }
    if (pages->places.has_failed)
        return omr_fail_memory(err);
    if (count_places(pages) == 0)
        return omr_fail(err, OMR_ERROR_INPUT, "image.empty", "the picture has no pixels");
    return OMR_OK;
}

static void close_pages(void *state) {
    struct pages *pages = state;
    omr_buffer_clear(&pages->places);
    free(pages);
}

static enum omr_status open_pages(void **state, int *count, const uint8_t *bytes, size_t size,
                                  const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_tiff_file file;
    struct pages *pages = calloc(1, sizeof *pages);
    if (!pages)
        return omr_fail_memory(err);
    *pages = (struct pages){.bytes = bytes, .size = size, .limits = *limits};
    enum omr_status status = omr_tiff_open(&file, bytes, size, limits, err);
    if (!status)
        status = list_pages(pages, &file, err);
    omr_tiff_close(&file);
    if (status) {
        close_pages(pages);
        return status;
    }
    *count = (int)count_places(pages);
    *state = pages;
    return OMR_OK;
}

/* Parts of honest files do not share bytes; thousands that all point to the same megabytes would
 * keep the decoder busy for hours. */
static enum omr_status check_parts(struct page *page, struct omr_error *err) {
    TIFF *tiff = page->file.tiff;
    uint32_t count = TIFFIsTiled(tiff) ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    uint64_t sum = 0, most = READ_TWICE * page->file.size;
    for (uint32_t i = 0; i < count && sum <= most; i++) {
        uint64_t part = TIFFGetStrileByteCount(tiff, i);
        sum += part < page->file.size ? part : page->file.size;
    }
    if (sum > most)
        return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                        "its parts lie one upon another");
    return OMR_OK;
}

static enum omr_status read_size(struct page *page, const struct omr_image_limits *limits,
                                 struct omr_error *err) {
    TIFF *tiff = page->file.tiff;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page->width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page->height);
    enum omr_status status = omr_image_check_size(page->width, page->height, limits, err);
    if (status)
        return status;
    page->part_width = page->width;
    page->part_height = page->height;
    if (TIFFIsTiled(tiff)) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &page->part_width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &page->part_height);
        return omr_image_check_size(page->part_width, page->part_height, limits, err);
    }
    uint32_t rows = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    if (rows && rows < page->height)
        page->part_height = rows;
    return OMR_OK;
}

static bool is_read_by_rows(const struct page *page) {
    return !TIFFIsTiled(page->file.tiff) && page->samples.planes == 1;
}

static enum omr_status allocate(struct page *page, const struct omr_image_limits *limits,
                                struct omr_error *err) {
    TIFF *tiff = page->file.tiff;
    uint64_t bytes = is_read_by_rows(page) ? TIFFScanlineSize64(tiff)
                     : TIFFIsTiled(tiff)   ? TIFFTileSize64(tiff)
                                           : TIFFVStripSize64(tiff, page->part_height);
    uint64_t needed = (uint64_t)page->part_width * page->samples.depth *
                      (page->samples.planes > 1 ? 1 : page->samples.count);
    needed = (needed + 7) / 8 * (is_read_by_rows(page) ? 1 : page->part_height);
    if (bytes < needed)
        return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                        "its rows do not fit its width");
    uint64_t most = UINT64_MAX / page->samples.planes; /* or it would be no sum any more */
    enum omr_status status = omr_image_check_memory(
        page->width, page->height, bytes > most ? UINT64_MAX : bytes * page->samples.planes, limits,
        err);
    if (status)
        return status;
    page->part_bytes = (size_t)bytes;
    page->parts = calloc(page->samples.planes, page->part_bytes);
    page->work = malloc((size_t)4 * page->part_width);
    if (!page->parts || !page->work)
        return omr_fail_memory(err);
    return omr_pixmap_init(&page->grey, (int)page->width, (int)page->height, err);
}

static enum omr_status check_data(const struct page *page, bool is_read, struct omr_error *err) {
    if (!is_read || page->file.is_broken)
        return omr_tiff_fail(&page->file, err);
    if (page->file.bad_rows > page->height / ROWS_A_BAD_ONE)
        return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                        "too many rows of the fax do not come out right");
    return OMR_OK;
}

static enum omr_status read_rows(struct page *page, struct omr_error *err) {
    const uint8_t *row = page->parts;
    for (uint32_t y = 0; y < page->height; y++) {
        bool is_read = TIFFReadScanline(page->file.tiff, page->parts, y, 0) >= 0;
        enum omr_status status = check_data(page, is_read, err);
        if (status)
            return status;
        omr_tiff_grey(&page->samples, omr_pixmap_row(&page->grey, (int)y), &row, (int)page->width,
                      page->work);
    }
    return OMR_OK;
}

static bool read_part(struct page *page, uint32_t x, uint32_t y) {
    TIFF *tiff = page->file.tiff;
    for (uint16_t i = 0; i < page->samples.used && i < page->samples.planes; i++) {
        uint8_t *part = page->parts + i * page->part_bytes;
        tmsize_t size = (tmsize_t)page->part_bytes;
        tmsize_t got =
            TIFFIsTiled(tiff)
                ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, i), part, size)
                : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, y, i), part, size);
        if (got < 0)
            return false;
    }
    return true;
}

static void place_part(struct page *page, uint32_t left, uint32_t top) {
    const uint8_t *rows[OMR_TIFF_MAX_SAMPLES];
    uint32_t width = page->width - left, height = page->height - top;
    width = width < page->part_width ? width : page->part_width;
    height = height < page->part_height ? height : page->part_height;
    size_t stride = page->part_bytes / page->part_height;
    for (uint32_t y = 0; y < height; y++) {
        for (unsigned i = 0; i < page->samples.planes; i++)
            rows[i] = page->parts + i * page->part_bytes + y * stride;
        omr_tiff_grey(&page->samples, omr_pixmap_row(&page->grey, (int)(top + y)) + left, rows,
                      (int)width, page->work);
    }
}

static enum omr_status read_parts(struct page *page, struct omr_error *err) {
    for (uint32_t y = 0; y < page->height; y += page->part_height)
        for (uint32_t x = 0; x < page->width; x += page->part_width) {
            bool is_read = read_part(page, x, y);
            enum omr_status status = check_data(page, is_read, err);
            if (status)
                return status;
            place_part(page, x, y);
        }
    return OMR_OK;
}

/* What was wrong with tags that nobody asks for does not count, but a tag may be missing because
 * memory was. */
static enum omr_status begin_pixels(struct page *page, struct omr_error *err) {
    if (page->file.lost_resolution)
        return omr_tiff_fail(&page->file, err);
    page->file.is_broken = page->file.has_run_out = false;
    page->file.bad_rows = 0;
    *page->file.complaint = 0;
    return page->file.lacks_memory ? omr_fail_memory(err) : OMR_OK;
}

static double to_dpi(struct omr_tiff_file *file, uint32_t name) {
    float resolution = 0;
    uint16_t unit = RESUNIT_INCH;
    TIFFGetField(file->tiff, name, &resolution);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    return (double)resolution * (unit == RESUNIT_CENTIMETER ? 2.54 : 1);
}

static enum omr_status make_square(struct page *page, const struct omr_image_limits *limits,
                                   double *dpi, struct omr_error *err) {
    uint64_t width = page->width, height = page->height;
    double across = to_dpi(&page->file, TIFFTAG_XRESOLUTION);
    double down = to_dpi(&page->file, TIFFTAG_YRESOLUTION);
    *dpi = across;
    omr_square_size(across, down, &width, &height);
    if (width == page->width && height == page->height)
        return OMR_OK;
    enum omr_status status = omr_image_check_size(width, height, limits, err);
    *dpi = across > down ? across : down;
    return status ? status : omr_pixmap_stretch(&page->grey, (int)width, (int)height, err);
}

static enum omr_status go_to(struct page *page, uint64_t place, struct omr_error *err) {
    if (place && TIFFSetSubDirectory(page->file.tiff, place))
        return OMR_OK;
    return place ? omr_tiff_fail(&page->file, err)
                 : omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                            "this page and those after it cannot be found");
}

static enum omr_status decode_page(struct omr_picture *picture, const void *state, int number,
                                   struct omr_error *err) {
    const struct pages *pages = state;
    const uint64_t *places = (const void *)pages->places.bytes;
    struct page *page = calloc(1, sizeof *page);
    enum omr_status status;
    double dpi = 0;
    uint16_t orientation = ORIENTATION_TOPLEFT;
    if (!page)
        return omr_fail_memory(err);
    if ((status = omr_tiff_open(&page->file, pages->bytes, pages->size, &pages->limits, err)) ||
        (status = go_to(page, places[number], err)) ||
        (status = read_size(page, &pages->limits, err)) ||
        (status = omr_tiff_samples_find(&page->samples, &page->file, err)) ||
        (status = begin_pixels(page, err)) || (status = check_parts(page, err)) ||
        (status = allocate(page, &pages->limits, err)) ||
        (status = is_read_by_rows(page) ? read_rows(page, err) : read_parts(page, err)) ||
        (status = make_square(page, &pages->limits, &dpi, err)))
        goto done;
    TIFFGetFieldDefaulted(page->file.tiff, TIFFTAG_ORIENTATION, &orientation);
    *picture = (struct omr_picture){.grey = page->grey, .dpi = dpi, .orientation = orientation};
    page->grey = (struct omr_pixmap){0};
done:
    omr_tiff_close(&page->file);
    omr_pixmap_clear(&page->grey);
    free(page->parts);
    free(page->work);
    free(page);
    return status;
}

const struct omr_pages_kind omr_tiff_pages = {open_pages, decode_page, close_pages};
