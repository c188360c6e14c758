/* SPDX-License-Identifier: MIT
 *
 * Names of patterns to formats of zxing, and a few looks at the same pixels: as they are, with
 * white paper around (a pattern's box often cuts the quiet zone off) and twice as large (modules of
 * one or two pixels). The first look finds nearly all; the others cost only what is not found. */
#include "barcode/read.h"

#include "barcode/code32.h"
#include "barcode/names.h"
#include "barcode/zxing.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { ENLARGE_UP_TO = 1000 /* px, the longer side */ };

enum flavour { PLAIN, EXTENDED, CODE32 };

struct symbology {
    const char *name;    /* lower case, letters and digits only */
    const char *formats; /* zxing's names */
    enum flavour flavour;
};

static const struct symbology symbologies[] = {
    {"australianposteparcel", "Code128", PLAIN},
    {"aztec", "Aztec", PLAIN},
    {"codabar", "Codabar", PLAIN},
    {"code128", "Code128", PLAIN},
    {"code32", "Code39", CODE32},
    {"code39", "Code39", PLAIN},
    {"code39extended", "Code39", EXTENDED},
    {"code39fullascii", "Code39", EXTENDED},
    {"code39standard", "Code39", PLAIN},
    {"code93", "Code93", PLAIN},
    {"code93extended", "Code93", PLAIN},
    {"code93standard", "Code93", PLAIN},
    {"databar", "DataBar|DataBarExpanded", PLAIN},
    {"databarexpanded", "DataBarExpanded", PLAIN},
    {"databarexpandedstacked", "DataBarExpanded", PLAIN},
    {"databaromnidirectional", "DataBar", PLAIN},
    {"databarstacked", "DataBar", PLAIN},
    {"databarstackedomnidirectional", "DataBar", PLAIN},
    {"databartruncated", "DataBar", PLAIN},
    {"datamatrix", "DataMatrix", PLAIN},
    {"deutschepostidentcode", "ITF", PLAIN},
    {"deutschepostleitcode", "ITF", PLAIN},
    {"ean", "EAN13|EAN8", PLAIN},
    {"ean13", "EAN13", PLAIN},
    {"ean14", "Code128", PLAIN},
    {"ean8", "EAN8", PLAIN},
    {"gs1code128", "Code128", PLAIN},
    {"gs1datamatrix", "DataMatrix", PLAIN},
    {"gs1qr", "QRCode|MicroQRCode", PLAIN},
    {"interleaved2of5", "ITF", PLAIN},
    {"isbn", "EAN13", PLAIN},
    {"ismn", "EAN13", PLAIN},
    {"issn", "EAN13", PLAIN},
    {"italianpost25", "ITF", PLAIN},
    {"itf", "ITF", PLAIN},
    {"itf14", "ITF", PLAIN},
    {"itf6", "ITF", PLAIN},
    {"macropdf417", "PDF417", PLAIN},
    {"maxicode", "MaxiCode", PLAIN},
    {"microqr", "MicroQRCode", PLAIN},
    {"opc", "ITF", PLAIN},
    {"pdf417", "PDF417", PLAIN},
    {"pzn", "Code39", PLAIN},
    {"qr", "QRCode|MicroQRCode", PLAIN},
    {"qrcode", "QRCode|MicroQRCode", PLAIN},
    {"scc14", "Code128", PLAIN},
    {"sscc18", "Code128", PLAIN},
    {"swisspostparcel", "Code128", PLAIN},
    {"swissqr", "QRCode", PLAIN},
    {"upc", "UPCA|UPCE", PLAIN},
    {"upca", "UPCA", PLAIN},
    {"upce", "UPCE", PLAIN},
    {"vin", "Code39", PLAIN},
};

static const struct symbology *find_symbology(const char *type) {
    char name[OMR_BARCODE_NAME_SIZE];
    if (!type || !omr_barcode_name_simplify(name, type))
        return NULL;
    for (size_t i = 0; i < sizeof symbologies / sizeof symbologies[0]; i++)
        if (strcmp(symbologies[i].name, name) == 0)
            return &symbologies[i];
    return NULL;
}

bool omr_barcode_is_known(const char *type) {
    return find_symbology(type) != NULL;
}

/* What was read, as the pattern's kind of code means it. NULL text: not a code of this kind. */
static enum omr_status interpret(const struct symbology *symbology, struct omr_arena *arena,
                                 const char *read, size_t size, const char **text,
                                 struct omr_error *err) {
    char digits[OMR_CODE32_DIGITS + 1];
    if (symbology->flavour == CODE32) {
        if (!omr_code32_decode(digits, read, size))
            return OMR_OK;
        read = digits;
        size = OMR_CODE32_DIGITS;
    }
    *text = omr_arena_copy(arena, read, size);
    return *text ? OMR_OK : omr_fail_memory(err);
}

static struct omr_zxing_request make_request(const struct omr_pixmap *pixmap,
                                             const struct symbology *symbology) {
    return (struct omr_zxing_request){
        .pixels = pixmap->pixels,
        .width = pixmap->width,
        .height = pixmap->height,
        .stride = (int)pixmap->stride,
        .formats = symbology->formats,
        .is_extended = symbology->flavour == EXTENDED,
    };
}

static enum omr_status look(const struct omr_pixmap *pixmap, const struct symbology *symbology,
                            bool has_global_threshold, struct omr_arena *arena, const char **text,
                            struct omr_error *err) {
    struct omr_zxing_request request = make_request(pixmap, symbology);
    request.has_global_threshold = has_global_threshold;
    char *read = NULL;
    size_t size = 0;
    enum omr_status status = omr_zxing_read(&request, &read, &size, err);
    if (status == OMR_OK && read)
        status = interpret(symbology, arena, read, size, text, err);
    free(read);
    return status;
}

static enum omr_status look_both_ways(const struct omr_pixmap *pixmap,
                                      const struct symbology *symbology, struct omr_arena *arena,
                                      const char **text, struct omr_error *err) {
    enum omr_status status = look(pixmap, symbology, false, arena, text, err);
    if (status || *text)
        return status;
    return look(pixmap, symbology, true, arena, text, err);
}

/* A copy with white paper around it. */
static enum omr_status surround(struct omr_pixmap *wide, const struct omr_pixmap *crop,
                                struct omr_error *err) {
    int shorter = crop->width < crop->height ? crop->width : crop->height;
    int margin = 16 + shorter / 8;
    enum omr_status status =
        omr_pixmap_init(wide, crop->width + 2 * margin, crop->height + 2 * margin, err);
    if (status)
        return status;
    memset(wide->pixels, 255, wide->stride * (size_t)wide->height);
    for (int y = 0; y < crop->height; y++)
        memcpy(omr_pixmap_row(wide, y + margin) + margin, omr_pixmap_row(crop, y),
               (size_t)crop->width);
    return OMR_OK;
}

/* Pixel x of the enlarged row lies between two of the row at (x - 0.5) / 2: weights 3 and 1. */
static void enlarge_row(uint8_t *large, const uint8_t *upper, const uint8_t *lower, int width) {
    for (int x = 0; x < 2 * width; x++) {
        int near = x / 2, far = x % 2 ? near + 1 : near - 1;
        far = far < 0 ? 0 : far >= width ? width - 1 : far;
        int sum = 9 * upper[near] + 3 * upper[far] + 3 * lower[near] + lower[far];
        large[x] = (uint8_t)((sum + 8) / 16);
    }
}

/* A copy of twice the size, bilinear. */
static enum omr_status enlarge(struct omr_pixmap *large, const struct omr_pixmap *crop,
                               struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(large, 2 * crop->width, 2 * crop->height, err);
    if (status)
        return status;
    for (int y = 0; y < large->height; y++) {
        int near = y / 2, far = y % 2 ? near + 1 : near - 1;
        far = far < 0 ? 0 : far >= crop->height ? crop->height - 1 : far;
        enlarge_row(omr_pixmap_row(large, y), omr_pixmap_row(crop, near), omr_pixmap_row(crop, far),
                    crop->width);
    }
    return OMR_OK;
}

static enum omr_status look_again(const struct omr_pixmap *crop, const struct symbology *symbology,
                                  struct omr_arena *arena, const char **text,
                                  struct omr_error *err) {
    struct omr_pixmap wide = {0}, large = {0};
    int longer = crop->width > crop->height ? crop->width : crop->height;
    enum omr_status status;
    if ((status = surround(&wide, crop, err)) ||
        (status = look_both_ways(&wide, symbology, arena, text, err)) || *text ||
        longer > ENLARGE_UP_TO)
        goto done;
    if ((status = enlarge(&large, &wide, err)))
        goto done;
    status = look_both_ways(&large, symbology, arena, text, err);
done:
    omr_pixmap_clear(&wide);
    omr_pixmap_clear(&large);
    return status;
}

static enum omr_status fail_kind(const char *type, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "barcode.kind",
                    "barcodes of the kind %.40s cannot be read", type ? type : "(none)");
}

enum omr_status omr_barcode_read(const struct omr_pixmap *crop, const char *type,
                                 struct omr_arena *arena, const char **text,
                                 struct omr_error *err) {
    const struct symbology *symbology = find_symbology(type);
    if (!symbology)
        return fail_kind(type, err);
    const char *found = NULL;
    enum omr_status status = look_both_ways(crop, symbology, arena, &found, err);
    if (status == OMR_OK && !found)
        status = look_again(crop, symbology, arena, &found, err);
    if (status == OMR_OK)
        *text = found;
    return status;
}

struct visitor {
    omr_barcode_visit *visit;
    void *context;
};

static void pass_on(void *context, const char *text, size_t size) {
    const struct visitor *visitor = context;
    (void)size;
    visitor->visit(visitor->context, text);
}

enum omr_status omr_barcodes_visit(const struct omr_pixmap *picture, const char *type,
                                   omr_barcode_visit *visit, void *context, struct omr_error *err) {
    const struct symbology *symbology = find_symbology(type);
    if (!symbology)
        return fail_kind(type, err);
    struct omr_zxing_request request = make_request(picture, symbology);
    struct visitor visitor = {visit, context};
    return omr_zxing_visit_all(&request, pass_on, &visitor, err);
}
