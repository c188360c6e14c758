/* SPDX-License-Identifier: MIT */
#include "image/tiff_samples.h"

#include "base/error.h"
#include "image/grey.h"

#include <string.h>

static enum omr_status fail_kind(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.tiff_kind",
                    "TIFF files of this kind cannot be read (%s): save it as a plain TIFF or PNG",
                    what);
}

static uint16_t tag(struct omr_tiff_file *file, uint32_t name) {
    uint16_t value = 0;
    TIFFGetFieldDefaulted(file->tiff, name, &value);
    return value;
}

/* Everything else is rare on paper, and each decoder is one more door for strangers. */
static const char *refuse_compression(uint16_t compression) {
    switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_CCITTRLE:
    case COMPRESSION_CCITTRLEW:
    case COMPRESSION_CCITTFAX3:
    case COMPRESSION_CCITTFAX4:
    case COMPRESSION_LZW:
    case COMPRESSION_JPEG:
    case COMPRESSION_PACKBITS:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
        return TIFFIsCODECConfigured(compression) ? NULL : "its compression";
    case COMPRESSION_OJPEG:
        return "JPEG of the old style";
    default:
        return "its compression";
    }
}

static bool is_fax(uint16_t compression) {
    return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
           compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
}

static bool is_depth_known(const struct omr_tiff_samples *samples, uint16_t compression) {
    if (is_fax(compression))
        return samples->depth == 1 && samples->count == 1;
    if (compression == COMPRESSION_JPEG)
        return samples->depth == 8;
    return samples->depth == 1 || samples->depth == 2 || samples->depth == 4 ||
           samples->depth == 8 || (samples->depth == 16 && samples->colours != OMR_TIFF_PALETTE);
}

/* JPEG inside has its colours turned to RGB by libtiff; nobody else writes YCbCr. */
static const char *find_colours(struct omr_tiff_samples *samples, struct omr_tiff_file *file,
                                uint16_t compression) {
    uint16_t photometric = PHOTOMETRIC_MINISWHITE;
    if (!TIFFGetField(file->tiff, TIFFTAG_PHOTOMETRIC, &photometric) && !is_fax(compression))
        photometric = samples->count >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
        samples->colours = OMR_TIFF_INVERSE;
        return NULL;
    case PHOTOMETRIC_MINISBLACK:
        samples->colours = OMR_TIFF_GREY;
        return NULL;
    case PHOTOMETRIC_PALETTE:
        samples->colours = OMR_TIFF_PALETTE;
        return samples->count == 1 ? NULL : "a palette and more";
    case PHOTOMETRIC_RGB:
        samples->colours = OMR_TIFF_RGB;
        return NULL;
    case PHOTOMETRIC_SEPARATED:
        samples->colours = OMR_TIFF_INKS;
        return tag(file, TIFFTAG_INKSET) == INKSET_CMYK ? NULL : "its inks";
    case PHOTOMETRIC_YCBCR:
        samples->colours = OMR_TIFF_RGB;
        if (compression != COMPRESSION_JPEG || samples->planes != 1)
            return "YCbCr without JPEG";
        TIFFSetField(file->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        return NULL;
    default:
        return "its colours";
    }
}

static unsigned colour_count(enum omr_tiff_colours colours) {
    return colours == OMR_TIFF_INKS ? 4 : colours == OMR_TIFF_RGB ? 3 : 1;
}

static void find_alpha(struct omr_tiff_samples *samples, struct omr_tiff_file *file) {
    uint16_t count = 0, *kinds = NULL;
    samples->alpha = OMR_TIFF_OPAQUE;
    samples->used = colour_count(samples->colours);
    if (samples->colours == OMR_TIFF_INKS || samples->count <= samples->used ||
        !TIFFGetField(file->tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) || count == 0)
        return;
    if (kinds[0] == EXTRASAMPLE_ASSOCALPHA)
        samples->alpha = OMR_TIFF_MULTIPLIED;
    else if (kinds[0] == EXTRASAMPLE_UNASSALPHA)
        samples->alpha = OMR_TIFF_ALPHA;
    samples->used += samples->alpha != OMR_TIFF_OPAQUE;
}

/* Rounded as the PNG decoder does. */
static uint8_t from_16_bits(unsigned value) {
    return (uint8_t)((value * 255 + 32895) >> 16);
}

/* Some programs write entries of 8 bits where the specification has 16. */
static enum omr_status read_palette(struct omr_tiff_file *file, uint8_t *greys, unsigned depth,
                                    struct omr_error *err) {
    uint16_t *channels[3];
    unsigned count = 1U << depth, most = 0;
    if (!TIFFGetField(file->tiff, TIFFTAG_COLORMAP, &channels[0], &channels[1], &channels[2]))
        return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                        "its palette is missing");
    for (unsigned i = 0; i < 3 * count; i++)
        if (channels[i / count][i % count] > most)
            most = channels[i / count][i % count];
    for (unsigned i = 0; i < count; i++) {
        uint8_t rgb[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = most < 256 ? (uint8_t)channels[c][i] : from_16_bits(channels[c][i]);
        omr_grey_from_samples(&greys[i], rgb, 1, 3);
    }
    return OMR_OK;
}

static enum omr_status fill_spread(struct omr_tiff_samples *samples, struct omr_tiff_file *file,
                                   struct omr_error *err) {
    uint8_t greys[256];
    unsigned depth = samples->depth, most = (1U << depth) - 1;
    for (unsigned i = 0; i <= most; i++)
        greys[i] =
            (uint8_t)(samples->colours == OMR_TIFF_INVERSE ? 255 - i * 255 / most : i * 255 / most);
    enum omr_status status = OMR_OK;
    if (samples->colours == OMR_TIFF_PALETTE)
        status = read_palette(file, greys, depth, err);
    for (unsigned byte = 0; byte < 256; byte++)
        for (unsigned i = 0; i < 8 / depth; i++)
            samples->spread[byte][i] = greys[byte >> (8 - depth * (i + 1)) & most];
    return status;
}

static bool is_spread(const struct omr_tiff_samples *samples) {
    return samples->count == 1 && samples->depth <= 8;
}

enum omr_status omr_tiff_samples_find(struct omr_tiff_samples *samples, struct omr_tiff_file *file,
                                      struct omr_error *err) {
    uint16_t compression = tag(file, TIFFTAG_COMPRESSION);
    uint16_t format = tag(file, TIFFTAG_SAMPLEFORMAT);
    const char *problem = refuse_compression(compression);
    samples->depth = tag(file, TIFFTAG_BITSPERSAMPLE);
    samples->count = tag(file, TIFFTAG_SAMPLESPERPIXEL);
    bool is_separate = tag(file, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
    if (!problem && (samples->count == 0 || samples->count > OMR_TIFF_MAX_SAMPLES))
        problem = "its number of channels";
    samples->planes = is_separate ? samples->count : 1;
    if (!problem && format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
        problem = "numbers with a sign or a fraction";
    if (!problem)
        problem = find_colours(samples, file, compression);
    if (!problem && !is_depth_known(samples, compression))
        problem = "its depth";
    if (!problem && samples->count < colour_count(samples->colours))
        problem = "its number of channels";
    if (problem)
        return fail_kind(err, problem);
    find_alpha(samples, file);
    return is_spread(samples) ? fill_spread(samples, file, err) : OMR_OK;
}

static void spread_row(const struct omr_tiff_samples *samples, uint8_t *grey, const uint8_t *row,
                       int width) {
    int per_byte = 8 / (int)samples->depth, x = 0;
    if (per_byte == 8)
        for (; x + 8 <= width; x += 8)
            memcpy(grey + x, samples->spread[*row++], 8);
    for (; x < width; x += per_byte, row++)
        for (int i = 0; i < per_byte && x + i < width; i++)
            grey[x + i] = samples->spread[*row][i];
}

static uint8_t sample_at(const uint8_t *row, size_t index, unsigned depth) {
    if (depth == 8)
        return row[index];
    if (depth == 16) {
        uint16_t value;
        memcpy(&value, row + 2 * index, sizeof value);
        return from_16_bits(value);
    }
    size_t bit = index * depth;
    unsigned most = (1U << depth) - 1;
    return (uint8_t)((row[bit / 8] >> (8 - depth - bit % 8) & most) * 255 / most);
}

/* Colours that are multiplied by alpha already, over white. */
static void blend_multiplied(uint8_t *pixel, unsigned colours) {
    unsigned alpha = pixel[colours];
    for (unsigned i = 0; i < colours; i++) {
        unsigned sum = pixel[i] + 255 - alpha;
        pixel[i] = (uint8_t)(sum < 255 ? sum : 255);
    }
    pixel[colours] = 255;
}

/* To samples of 8 bits side by side, only those that count. */
static void gather(const struct omr_tiff_samples *samples, uint8_t *to,
                   const uint8_t *const *planes, int width) {
    bool is_separate = samples->planes > 1;
    unsigned used = samples->used;
    for (size_t x = 0; x < (size_t)width; x++, to += used) {
        for (unsigned i = 0; i < used; i++)
            to[i] = is_separate ? sample_at(planes[i], x, samples->depth)
                                : sample_at(planes[0], x * samples->count + i, samples->depth);
        if (samples->colours == OMR_TIFF_INVERSE)
            to[0] = (uint8_t)(255 - to[0]);
        if (samples->alpha == OMR_TIFF_MULTIPLIED)
            blend_multiplied(to, used - 1);
    }
}

static bool is_plain(const struct omr_tiff_samples *samples) {
    return samples->depth == 8 && samples->planes == 1 && samples->count == samples->used &&
           samples->alpha != OMR_TIFF_MULTIPLIED && samples->colours != OMR_TIFF_INVERSE;
}

void omr_tiff_grey(const struct omr_tiff_samples *samples, uint8_t *grey,
                   const uint8_t *const *planes, int width, uint8_t *work) {
    const uint8_t *row = planes[0];
    if (is_spread(samples)) {
        spread_row(samples, grey, row, width);
        return;
    }
    if (!is_plain(samples)) {
        gather(samples, work, planes, width);
        row = work;
    }
    if (samples->colours == OMR_TIFF_INKS)
        omr_grey_from_inks(grey, row, width, 255);
    else
        omr_grey_from_samples(grey, row, width, (int)samples->used);
}
