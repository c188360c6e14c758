/* SPDX-License-Identifier: MIT
 *
 * Codes drawn by zint, degraded a little, read back. */
#include "barcode/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

struct sample {
    const char *type;
    int symbology; /* of zint */
    const char *data;
    const char *text; /* what is to be read */
};

static const struct sample samples[] = {
    {"QR", BARCODE_QRCODE, "aspose.com", "aspose.com"},
    {"MicroQR", BARCODE_MICROQR, "12345", "12345"},
    {"DataMatrix", BARCODE_DATAMATRIX, "Room 7", "Room 7"},
    {"Aztec", BARCODE_AZTEC, "Room 7", "Room 7"},
    {"PDF417", BARCODE_PDF417, "Room 7, floor 2", "Room 7, floor 2"},
    {"MaxiCode", BARCODE_MAXICODE, "Room 7", "Room 7"},
    {"Code128", BARCODE_CODE128, "578", "578"},
    {"Code39Standard", BARCODE_CODE39, "EXAM-12", "EXAM-12"},
    {"Code39Extended", BARCODE_EXCODE39, "exam-12", "exam-12"},
    {"Code32", BARCODE_CODE32, "15478977", "154789770"},
    {"Code93", BARCODE_CODE93, "EXAM-12", "EXAM-12"},
    {"Codabar", BARCODE_CODABAR, "A1234567B", "1234567"},
    {"Interleaved2of5", BARCODE_C25INTER, "12345670", "12345670"},
    {"ITF14", BARCODE_ITF14, "1540014128876", "15400141288763"},
    {"EAN13", BARCODE_EANX, "590123412345", "5901234123457"},
    {"ean", BARCODE_EANX, "590123412345", "5901234123457"},
    {"EAN8", BARCODE_EANX, "9638507", "96385074"},
    {"ISBN", BARCODE_ISBNX, "9783161484100", "9783161484100"},
    {"UPCA", BARCODE_UPCA, "03600029145", "036000291452"},
    {"UPCE", BARCODE_UPCE, "123456", "01234565"},
    {"DataBar", BARCODE_DBAR_OMN, "0950110153000", "09501101530003"},
    {"DatabarExpanded", BARCODE_DBAR_EXP, "[01]98898765432106[3202]012345[15]991231",
     "(01)98898765432106(3202)012345(15)991231"},
};

/* A grey picture of the code, `scale` half-pixels a module; free() its pixels. */
static struct omr_pixmap draw(const struct sample *sample, float scale, int angle) {
    struct zint_symbol *symbol = ZBarcode_Create();
    assert_non_null(symbol);
    symbol->symbology = sample->symbology;
    symbol->scale = scale;
    symbol->output_options |= BARCODE_QUIET_ZONES;
    const unsigned char *data = (const unsigned char *)sample->data;
    if (ZBarcode_Encode_and_Buffer(symbol, data, 0, angle) >= ZINT_ERROR)
        fail_msg("%s: %s", sample->type, symbol->errtxt);
    struct omr_pixmap picture;
    assert_int_equal(omr_pixmap_init(&picture, symbol->bitmap_width, symbol->bitmap_height, NULL),
                     OMR_OK);
    for (int y = 0; y < picture.height; y++)
        for (int x = 0; x < picture.width; x++)
            omr_pixmap_row(&picture, y)[x] =
                symbol->bitmap[3 * ((size_t)y * (size_t)picture.width + (size_t)x)];
    ZBarcode_Delete(symbol);
    return picture;
}

/* Grey ink on greyish paper with noise, as from a camera. */
static void degrade(struct omr_pixmap *picture) {
    uint32_t seed = 1;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            uint8_t *pixel = omr_pixmap_row(picture, y) + x;
            seed = seed * 1664525 + 1013904223;
            *pixel = (uint8_t)(60 + *pixel / 2 + x % 97 / 4 + (int)(seed >> 27));
        }
}

static void assert_reads(const struct omr_pixmap *picture, const char *type, const char *expected) {
    struct omr_arena arena = {0};
    struct omr_error err = {0};
    const char *text = NULL;
    if (omr_barcode_read(picture, type, &arena, &text, &err))
        fail_msg("%s: %s", type, err.text);
    if (!text)
        fail_msg("%s: not found", type);
    assert_string_equal(text, expected);
    omr_arena_clear(&arena);
}

static void assert_nothing_found(const struct omr_pixmap *picture, const char *type) {
    struct omr_arena arena = {0};
    const char *text = "unset";
    assert_int_equal(omr_barcode_read(picture, type, &arena, &text, NULL), OMR_OK);
    assert_null(text);
    omr_arena_clear(&arena);
}

static void every_kind_is_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct omr_pixmap picture = draw(&samples[i], 2, 0);
        degrade(&picture);
        assert_reads(&picture, samples[i].type, samples[i].text);
        omr_pixmap_clear(&picture);
    }
}

static void codes_are_read_on_their_side_and_on_their_head(void **state) {
    (void)state;
    static const int angles[] = {90, 180, 270};
    for (size_t i = 0; i < sizeof angles / sizeof *angles; i++)
        for (size_t k = 0; k < sizeof samples / sizeof *samples; k++) {
            if (samples[k].symbology == BARCODE_MAXICODE)
                continue; /* only upright ones are */
            struct omr_pixmap picture = draw(&samples[k], 2, angles[i]);
            assert_reads(&picture, samples[k].type, samples[k].text);
            omr_pixmap_clear(&picture);
        }
}

static void a_code_without_its_quiet_zone_is_read(void **state) {
    (void)state;
    static const struct sample sample = {"QR", BARCODE_QRCODE, "aspose.com", "aspose.com"};
    struct omr_pixmap picture = draw(&sample, 3, 0);
    int margin = 4 * 6; /* four modules of six pixels */
    struct omr_pixmap tight = {.width = picture.width - 2 * margin,
                               .height = picture.height - 2 * margin,
                               .stride = picture.stride,
                               .pixels = omr_pixmap_row(&picture, margin) + margin};
    assert_true(tight.pixels[0] == 0);
    assert_reads(&tight, "QR", "aspose.com");
    omr_pixmap_clear(&picture);
}

static void a_code_of_small_modules_is_read(void **state) {
    (void)state;
    static const struct sample sample = {"Code128", BARCODE_CODE128, "578", "578"};
    struct omr_pixmap picture = draw(&sample, 0.5F, 0);
    degrade(&picture);
    assert_reads(&picture, "Code128", "578");
    omr_pixmap_clear(&picture);
}

static void only_the_declared_kind_is_read(void **state) {
    (void)state;
    static const struct sample sample = {"QR", BARCODE_QRCODE, "aspose.com", "aspose.com"};
    struct omr_pixmap picture = draw(&sample, 2, 0);
    assert_nothing_found(&picture, "Code128");
    assert_nothing_found(&picture, "DataMatrix");
    omr_pixmap_clear(&picture);
}

static void code39_that_is_no_code32_is_not_found(void **state) {
    (void)state;
    static const struct sample sample = {"Code32", BARCODE_CODE39, "EXAM12", NULL};
    struct omr_pixmap picture = draw(&sample, 2, 0);
    assert_nothing_found(&picture, "Code32");
    omr_pixmap_clear(&picture);
}

static void white_paper_and_noise_hold_no_code(void **state) {
    (void)state;
    struct omr_pixmap picture;
    assert_int_equal(omr_pixmap_init(&picture, 300, 200, NULL), OMR_OK);
    memset(picture.pixels, 255, picture.stride * (size_t)picture.height);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_nothing_found(&picture, samples[i].type);
    uint32_t seed = 7;
    for (size_t i = 0; i < picture.stride * (size_t)picture.height; i++)
        picture.pixels[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_nothing_found(&picture, samples[i].type);
    omr_pixmap_clear(&picture);
}

static void a_crop_of_one_pixel_is_no_error(void **state) {
    (void)state;
    uint8_t pixel = 0;
    struct omr_pixmap picture = {.width = 1, .height = 1, .stride = 1, .pixels = &pixel};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_nothing_found(&picture, samples[i].type);
}

static void names_are_known_whatever_their_case_and_punctuation(void **state) {
    (void)state;
    static const char *const known[] = {"qr",
                                        "QR",
                                        "Code-128",
                                        "code 39",
                                        "CODE_32",
                                        "UPC-A",
                                        "Pdf417",
                                        "GS1DataMatrix",
                                        "DatabarStackedOmniDirectional"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(omr_barcode_is_known(known[i]));
}

static void other_names_are_unknown(void **state) {
    (void)state;
    static const char *const unknown[] = {
        "",    "aruco", "jam",
        "MSI", "qr2",   "a name that is longer than that of any barcode there is"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(omr_barcode_is_known(unknown[i]));
    assert_false(omr_barcode_is_known(NULL));
}

static void reading_an_unknown_kind_is_refused(void **state) {
    (void)state;
    uint8_t pixel = 0;
    struct omr_pixmap picture = {.width = 1, .height = 1, .stride = 1, .pixels = &pixel};
    struct omr_arena arena = {0};
    struct omr_error err = {0};
    const char *text = NULL;
    assert_int_equal(omr_barcode_read(&picture, "aruco", &arena, &text, &err),
                     OMR_ERROR_UNSUPPORTED);
    assert_string_equal(err.text, "barcodes of the kind aruco cannot be read");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(codes_are_read_on_their_side_and_on_their_head),
        cmocka_unit_test(a_code_without_its_quiet_zone_is_read),
        cmocka_unit_test(a_code_of_small_modules_is_read),
        cmocka_unit_test(only_the_declared_kind_is_read),
        cmocka_unit_test(code39_that_is_no_code32_is_not_found),
        cmocka_unit_test(white_paper_and_noise_hold_no_code),
        cmocka_unit_test(a_crop_of_one_pixel_is_no_error),
        cmocka_unit_test(names_are_known_whatever_their_case_and_punctuation),
        cmocka_unit_test(other_names_are_unknown),
        cmocka_unit_test(reading_an_unknown_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
