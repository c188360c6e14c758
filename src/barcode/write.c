/* SPDX-License-Identifier: MIT
 *
 * Names of forms to symbologies of zint, and what zint draws as numbers. */
#include "barcode/write.h"

#include "barcode/names.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zint.h>

enum { CONTENT_MAX = 8000 };

enum flavour {
    PLAIN,
    GS1,       /* "(01)04012345123456(17)290101" */
    GS1_MAYBE, /* the same where it begins so, else plain */
    QR,
    CODABAR, /* start and stop are added where they are missing */
    ISBN,    /* hyphens are left out */
    ISSN,    /* the same, and eight digits become thirteen */
    ISMN,    /* the same, and "M" stands for 9790 */
    DOTS
};

struct symbology {
    const char *name; /* simplified */
    int number;       /* zint's */
    enum flavour flavour;
    int digits; /* without the check digit, where zint does not take it; 0: as they come */
    int option; /* zint's option_2 */
};

static const struct symbology symbologies[] = {
    {"australiapost", BARCODE_AUSPOST, PLAIN, 0, 0},
    {"australianposteparcel", BARCODE_CODE128, GS1_MAYBE, 0, 0},
    {"aztec", BARCODE_AZTEC, PLAIN, 0, 0},
    {"codabar", BARCODE_CODABAR, CODABAR, 0, 0},
    {"codablockf", BARCODE_CODABLOCKF, PLAIN, 0, 0},
    {"code11", BARCODE_CODE11, PLAIN, 0, 0},
    {"code128", BARCODE_CODE128, PLAIN, 0, 0},
    {"code16k", BARCODE_CODE16K, PLAIN, 0, 0},
    {"code32", BARCODE_CODE32, PLAIN, 8, 0},
    {"code39", BARCODE_CODE39, PLAIN, 0, 0},
    {"code39extended", BARCODE_EXCODE39, PLAIN, 0, 0},
    {"code39fullascii", BARCODE_EXCODE39, PLAIN, 0, 0},
    {"code39standard", BARCODE_CODE39, PLAIN, 0, 0},
    {"code93", BARCODE_CODE93, PLAIN, 0, 0},
    {"code93extended", BARCODE_CODE93, PLAIN, 0, 0},
    {"code93standard", BARCODE_CODE93, PLAIN, 0, 0},
    {"databarexpanded", BARCODE_DBAR_EXP, GS1, 0, 0},
    {"databarexpandedstacked", BARCODE_DBAR_EXPSTK, GS1, 0, 0},
    {"databarlimited", BARCODE_DBAR_LTD, PLAIN, 13, 0},
    {"databaromnidirectional", BARCODE_DBAR_OMN, PLAIN, 13, 0},
    {"databarstacked", BARCODE_DBAR_STK, PLAIN, 13, 0},
    {"databarstackedomnidirectional", BARCODE_DBAR_OMNSTK, PLAIN, 13, 0},
    {"databartruncated", BARCODE_DBAR_OMN, PLAIN, 13, 0},
    {"datalogic2of5", BARCODE_C25LOGIC, PLAIN, 0, 0},
    {"datamatrix", BARCODE_DATAMATRIX, PLAIN, 0, 0},
    {"deutschepostidentcode", BARCODE_DPIDENT, PLAIN, 11, 0},
    {"deutschepostleitcode", BARCODE_DPLEIT, PLAIN, 13, 0},
    {"dotcode", BARCODE_DOTCODE, DOTS, 0, 0},
    {"dutchkix", BARCODE_KIX, PLAIN, 0, 0},
    {"ean13", BARCODE_EANX, PLAIN, 0, 0},
    {"ean14", BARCODE_EAN14, PLAIN, 13, 0},
    {"ean8", BARCODE_EANX, PLAIN, 0, 0},
    {"gs1code128", BARCODE_GS1_128, GS1, 0, 0},
    {"gs1datamatrix", BARCODE_DATAMATRIX, GS1, 0, 0},
    {"gs1qr", BARCODE_QRCODE, GS1, 0, 0},
    {"iata2of5", BARCODE_C25IATA, PLAIN, 0, 0},
    {"interleaved2of5", BARCODE_C25INTER, PLAIN, 0, 0},
    {"isbn", BARCODE_ISBNX, ISBN, 0, 0},
    {"ismn", BARCODE_EANX, ISMN, 0, 0},
    {"issn", BARCODE_EANX, ISSN, 0, 0},
    {"italianpost25", BARCODE_C25INTER, PLAIN, 0, 0},
    {"itf14", BARCODE_ITF14, PLAIN, 13, 0},
    {"itf6", BARCODE_C25INTER, PLAIN, 5, 1},
    {"macropdf417", BARCODE_PDF417, PLAIN, 0, 0},
    {"mailmark", BARCODE_MAILMARK, PLAIN, 0, 0},
    {"matrix2of5", BARCODE_C25STANDARD, PLAIN, 0, 0},
    {"maxicode", BARCODE_MAXICODE, PLAIN, 0, 0},
    {"micropdf417", BARCODE_MICROPDF417, PLAIN, 0, 0},
    {"microqr", BARCODE_MICROQR, PLAIN, 0, 0},
    {"msi", BARCODE_MSI_PLESSEY, PLAIN, 0, 1},
    {"onecode", BARCODE_USPS_IMAIL, PLAIN, 0, 0},
    {"opc", BARCODE_C25INTER, PLAIN, 9, 1},
    {"pdf417", BARCODE_PDF417, PLAIN, 0, 0},
    {"pharmacode", BARCODE_PHARMA, PLAIN, 0, 0},
    {"planet", BARCODE_PLANET, PLAIN, 0, 0},
    {"postnet", BARCODE_POSTNET, PLAIN, 0, 0},
    {"pzn", BARCODE_PZN, PLAIN, 7, 0},
    {"qr", BARCODE_QRCODE, QR, 0, 0},
    {"qrcode", BARCODE_QRCODE, QR, 0, 0},
    {"rm4scc", BARCODE_RM4SCC, PLAIN, 0, 0},
    {"scc14", BARCODE_EAN14, PLAIN, 13, 0},
    {"singaporepost", BARCODE_RM4SCC, PLAIN, 0, 0},
    {"sscc18", BARCODE_NVE18, PLAIN, 17, 0},
    {"standard2of5", BARCODE_C25IND, PLAIN, 0, 0},
    {"swisspostparcel", BARCODE_CODE128, PLAIN, 0, 0},
    {"swissqr", BARCODE_QRCODE, PLAIN, 0, 0},
    {"upca", BARCODE_UPCA, PLAIN, 0, 0},
    {"upce", BARCODE_UPCE, PLAIN, 0, 0},
    {"vin", BARCODE_VIN, PLAIN, 0, 0},
};

static const struct symbology *find_symbology(const char *type) {
    char name[OMR_BARCODE_NAME_SIZE];
    if (!type || !omr_barcode_name_simplify(name, type))
        return NULL;
    for (size_t i = 0; i < sizeof symbologies / sizeof *symbologies; i++)
        if (strcmp(symbologies[i].name, name) == 0)
            return &symbologies[i];
    return NULL;
}

bool omr_barcode_is_writable(const char *type) {
    return find_symbology(type) != NULL;
}

static bool is_digits(const char *text) {
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static void drop(char *text, const char *what) {
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!strchr(what, *from))
            *to++ = *from;
    *to = '\0';
}

/* What zint wants to have for what people write; `text` has CONTENT_MAX + 8 bytes. */
static void adapt(const struct symbology *symbology, char *text, char *check_digit) {
    size_t length = strlen(text);
    char digits[16];
    if (symbology->flavour == CODABAR && length && !strchr("ABCDabcd", text[0])) {
        memmove(text + 1, text, length);
        text[0] = text[length + 1] = 'A';
        text[length + 2] = '\0';
    }
    if (symbology->flavour == ISBN || symbology->flavour == ISSN || symbology->flavour == ISMN)
        drop(text, "- ");
    if (symbology->flavour == ISSN && strlen(text) == 8) {
        snprintf(digits, sizeof digits, "977%.7s00", text);
        memcpy(text, digits, sizeof digits);
    }
    if (symbology->flavour == ISMN && (text[0] == 'M' || text[0] == 'm')) {
        snprintf(digits, sizeof digits, "9790%.8s", text + 1);
        memcpy(text, digits, sizeof digits);
    }
    if (symbology->digits && is_digits(text) && (int)strlen(text) == symbology->digits + 1) {
        *check_digit = text[symbology->digits];
        text[symbology->digits] = '\0';
    }
}

static void set_options(struct zint_symbol *zint, const struct symbology *symbology,
                        const char *text, int qr_version) {
    zint->symbology = symbology->number;
    zint->scale = 0.5F; /* a module is one unit of its vectors */
    zint->show_hrt = 0;
    zint->output_options |= BARCODE_NO_QUIET_ZONES;
    zint->option_2 = symbology->option;
    zint->input_mode = UNICODE_MODE;
    bool is_gs1 = symbology->flavour == GS1 ||
                  (symbology->flavour == GS1_MAYBE && (text[0] == '(' || text[0] == '['));
    if (is_gs1) {
        zint->input_mode = GS1_MODE | (text[0] == '(' ? GS1PARENS_MODE : 0);
        if (symbology->number == BARCODE_CODE128)
            zint->symbology = BARCODE_GS1_128;
    }
    if (symbology->number == BARCODE_ITF14) { /* bars above and below, none beside */
        zint->output_options |= BARCODE_BIND;
        zint->border_width = 2;
    }
    if (symbology->number == BARCODE_DATAMATRIX)
        zint->option_3 = DM_SQUARE;
    if (symbology->number == BARCODE_QRCODE) {
        zint->option_1 = 2; /* 15 % may be damaged */
        zint->option_2 = qr_version > 0 ? qr_version : 0;
    }
    if (symbology->flavour == QR && qr_version < 0) {
        zint->symbology = BARCODE_MICROQR;
        zint->option_1 = 0;
        zint->option_2 = -qr_version;
    }
    if (symbology->flavour == DOTS) {
        zint->output_options |= BARCODE_DOTTY_MODE;
        zint->dot_size = 0.8F;
    }
}

/* A set size that has no room for much repair is taken with less of it. */
static int encode(struct zint_symbol *zint, const char *text, int qr_version) {
    int code = ZBarcode_Encode(zint, (const unsigned char *)text, (int)strlen(text));
    if (code < ZINT_ERROR || zint->symbology != BARCODE_QRCODE || qr_version <= 0)
        return code;
    zint->option_1 = 1;
    return ZBarcode_Encode(zint, (const unsigned char *)text, (int)strlen(text));
}

static double choose_quiet(const struct zint_symbol *zint) {
    if (zint->symbology == BARCODE_QRCODE)
        return 4;
    if (zint->symbology == BARCODE_AZTEC)
        return 0;
    if (zint->symbology == BARCODE_DOTCODE)
        return 3;
    return zint->rows == 1 ? 10 : 2;
}

static int count_bars(const struct zint_vector *vector) {
    int count = 0;
    for (const struct zint_vector_rect *bar = vector->rectangles; bar; bar = bar->next)
        count++;
    return count;
}

static int count_dots(const struct zint_vector *vector) {
    int count = 0;
    for (const struct zint_vector_hexagon *hexagon = vector->hexagons; hexagon;
         hexagon = hexagon->next)
        count++;
    for (const struct zint_vector_circle *circle = vector->circles; circle; circle = circle->next)
        count++;
    return count;
}

static void copy_bars(struct omr_symbol_bar *bars, const struct zint_vector *vector) {
    for (const struct zint_vector_rect *bar = vector->rectangles; bar; bar = bar->next)
        *bars++ = (struct omr_symbol_bar){(double)bar->x, (double)bar->y, (double)bar->width,
                                          (double)bar->height};
}

static void copy_dots(struct omr_symbol_dot *dots, const struct zint_vector *vector) {
    for (const struct zint_vector_circle *circle = vector->circles; circle; circle = circle->next)
        *dots++ = (struct omr_symbol_dot){.x = (double)circle->x,
                                          .y = (double)circle->y,
                                          .diameter = (double)circle->diameter,
                                          .ring_width = (double)circle->width,
                                          .is_white = circle->colour != 0};
    for (const struct zint_vector_hexagon *hexagon = vector->hexagons; hexagon;
         hexagon = hexagon->next)
        *dots++ = (struct omr_symbol_dot){.x = (double)hexagon->x,
                                          .y = (double)hexagon->y,
                                          .diameter = (double)hexagon->diameter,
                                          .is_hexagon = true};
}

static enum omr_status copy(struct omr_symbol *symbol, struct omr_arena *arena,
                            const struct zint_symbol *zint, const char *text,
                            struct omr_error *err) {
    const struct zint_vector *vector = zint->vector;
    int bar_count = count_bars(vector), dot_count = count_dots(vector);
    const char *caption = zint->text[0] ? (const char *)zint->text : text;
    struct omr_symbol_bar *bars = OMR_ARENA_ARRAY(arena, struct omr_symbol_bar, (size_t)bar_count);
    struct omr_symbol_dot *dots = OMR_ARENA_ARRAY(arena, struct omr_symbol_dot, (size_t)dot_count);
    char *kept = omr_arena_copy(arena, caption, strlen(caption));
    if ((bar_count && !bars) || (dot_count && !dots) || !kept)
        return omr_fail_memory(err);
    copy_bars(bars, vector);
    copy_dots(dots, vector);
    *symbol = (struct omr_symbol){.width = (double)vector->width,
                                  .height = (double)vector->height,
                                  .is_linear = zint->rows == 1 && dot_count == 0,
                                  .quiet = choose_quiet(zint),
                                  .bars = bars,
                                  .bar_count = bar_count,
                                  .dots = dots,
                                  .dot_count = dot_count,
                                  .caption = kept};
    return OMR_OK;
}

static enum omr_status refuse(struct omr_error *err, const char *type, const char *content,
                              const char *reason) {
    return omr_fail(err, OMR_ERROR_INPUT, "barcode.content",
                    "a barcode of the kind %.40s cannot hold \"%.100s\": %s", type, content,
                    reason);
}

/* Whether the check digit that was given is the one that was computed, the caption's last. */
static bool is_right(char check_digit, const struct omr_symbol *symbol) {
    const char *digits = symbol->caption + strlen(symbol->caption);
    while (digits > symbol->caption && !(digits[-1] >= '0' && digits[-1] <= '9'))
        digits--;
    return !check_digit || (digits > symbol->caption && digits[-1] == check_digit);
}

enum omr_status omr_barcode_write(struct omr_symbol *symbol, struct omr_arena *arena,
                                  const char *type, const char *content, int qr_version,
                                  struct omr_error *err) {
    const struct symbology *symbology = find_symbology(type);
    char text[CONTENT_MAX + 32], check_digit = '\0';
    if (!symbology)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "barcode.unwritable",
                        "barcodes of the kind %.40s cannot be made", type ? type : "(none)");
    size_t length = strlen(content);
    if (length == 0 || length > CONTENT_MAX)
        return refuse(err, type, content, length ? "it is too long" : "it is empty");
    memcpy(text, content, length + 1);
    adapt(symbology, text, &check_digit);
    struct zint_symbol *zint = ZBarcode_Create();
    if (!zint)
        return omr_fail_memory(err);
    set_options(zint, symbology, text, qr_version);
    struct omr_symbol made = {.width = 0};
    enum omr_status status;
    if (encode(zint, text, qr_version) >= ZINT_ERROR ||
        ZBarcode_Buffer_Vector(zint, 0) >= ZINT_ERROR)
        status = refuse(err, type, content, zint->errtxt);
    else
        status = copy(&made, arena, zint, text, err);
    ZBarcode_Delete(zint);
    if (!status && !is_right(check_digit, &made))
        status = refuse(err, type, content, "its check digit is wrong");
    if (!status)
        *symbol = made;
    return status;
}
