/* SPDX-License-Identifier: MIT
 *
 * Every kind of barcode that forms may name: those that can be read are drawn and read back, the
 * others are known to be unreadable, so that their fields are flagged. What is read is what the
 * code holds: brackets round the numbers of GS1 are print, except where the reader gives them. */
#include "barcode/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

struct kind {
    const char *name;
    int symbology; /* of zint */
    const char *data;
    const char *text; /* NULL: as the data */
    int mode;         /* zint's input mode */
};

static const struct kind readable[] = {
    {"AustralianPosteParcel", BARCODE_GS1_128, "[01]12345678901231", "0112345678901231", 0},
    {"Aztec", BARCODE_AZTEC, "Room 7", NULL, 0},
    {"Codabar", BARCODE_CODABAR, "A1234567B", "1234567", 0},
    {"Code128", BARCODE_CODE128, "578", NULL, 0},
    {"Code32", BARCODE_CODE32, "15478977", "154789770", 0},
    {"Code39", BARCODE_CODE39, "EXAM-12", NULL, 0},
    {"Code39Extended", BARCODE_EXCODE39, "exam-12", NULL, 0},
    {"Code39FullASCII", BARCODE_EXCODE39, "exam-12", NULL, 0},
    {"Code39Standard", BARCODE_CODE39, "EXAM-12", NULL, 0},
    {"Code93", BARCODE_CODE93, "EXAM-12", NULL, 0},
    {"Code93Extended", BARCODE_CODE93, "exam-12", NULL, 0},
    {"Code93Standard", BARCODE_CODE93, "EXAM-12", NULL, 0},
    {"Databar", BARCODE_DBAR_OMN, "0950110153000", "09501101530003", 0},
    {"DatabarExpanded", BARCODE_DBAR_EXP, "[01]98898765432106[15]991231",
     "(01)98898765432106(15)991231", 0},
    {"DatabarExpandedStacked", BARCODE_DBAR_EXPSTK, "[01]98898765432106[15]991231",
     "(01)98898765432106(15)991231", 0},
    {"DatabarOmniDirectional", BARCODE_DBAR_OMN, "0950110153000", "09501101530003", 0},
    {"DatabarStacked", BARCODE_DBAR_STK, "0950110153000", "09501101530003", 0},
    {"DatabarStackedOmniDirectional", BARCODE_DBAR_OMNSTK, "0950110153000", "09501101530003", 0},
    {"DatabarTruncated", BARCODE_DBAR_OMN, "0950110153000", "09501101530003", 0},
    {"DataMatrix", BARCODE_DATAMATRIX, "Room 7", NULL, 0},
    {"DeutschePostIdentcode", BARCODE_DPIDENT, "56310243103", "563102431038", 0},
    {"DeutschePostLeitcode", BARCODE_DPLEIT, "2134807501640", "21348075016401", 0},
    {"EAN", BARCODE_EANX, "590123412345", "5901234123457", 0},
    {"EAN13", BARCODE_EANX, "590123412345", "5901234123457", 0},
    {"EAN14", BARCODE_EAN14, "0950110153000", "0109501101530003", 0},
    {"EAN8", BARCODE_EANX, "9638507", "96385074", 0},
    {"GS1Code128", BARCODE_GS1_128, "[01]09501101530003", "0109501101530003", 0},
    {"GS1DataMatrix", BARCODE_DATAMATRIX, "[01]09501101530003", "0109501101530003", GS1_MODE},
    {"GS1QR", BARCODE_QRCODE, "[01]09501101530003", "0109501101530003", GS1_MODE},
    {"Interleaved2of5", BARCODE_C25INTER, "12345670", NULL, 0},
    {"ISBN", BARCODE_ISBNX, "9783161484100", NULL, 0},
    {"ISMN", BARCODE_EANX, "979026000043", "9790260000438", 0},
    {"ISSN", BARCODE_EANX, "977204953700", "9772049537007", 0},
    {"ItalianPost25", BARCODE_C25INTER, "123456789012", NULL, 0},
    {"ITF", BARCODE_C25INTER, "12345670", NULL, 0},
    {"ITF14", BARCODE_ITF14, "1540014128876", "15400141288763", 0},
    {"ITF6", BARCODE_C25INTER, "123457", NULL, 0},
    {"MacroPdf417", BARCODE_PDF417, "Room 7, floor 2", NULL, 0},
    {"MaxiCode", BARCODE_MAXICODE, "Room 7", NULL, 0},
    {"MicroQR", BARCODE_MICROQR, "12345", NULL, 0},
    {"OPC", BARCODE_C25INTER, "0123456785", NULL, 0},
    {"PDF417", BARCODE_PDF417, "Room 7, floor 2", NULL, 0},
    {"PZN", BARCODE_PZN, "1234562", "-12345626", 0},
    {"QR", BARCODE_QRCODE, "aspose.com", NULL, 0},
    {"QRCode", BARCODE_QRCODE, "Jürgen", NULL, 0},
    {"SCC14", BARCODE_EAN14, "0950110153000", "0109501101530003", 0},
    {"SSCC18", BARCODE_NVE18, "37612345000001003", "00376123450000010039", 0},
    {"SwissPostParcel", BARCODE_CODE128, "983412345678901234", NULL, 0},
    {"SwissQR", BARCODE_QRCODE, "SPC 0200 1 CH4431999123000889012", NULL, 0},
    {"UPC", BARCODE_UPCA, "03600029145", "036000291452", 0},
    {"UPCA", BARCODE_UPCA, "03600029145", "036000291452", 0},
    {"UPCE", BARCODE_UPCE, "123456", "01234565", 0},
    {"VIN", BARCODE_VIN, "1M8GDM9AXKP042788", NULL, 0},
};

/* Kinds that forms may name and that are not read: their values are empty and flagged. */
static const char *const unreadable[] = {
    "aruco",    "AustraliaPost",  "CodablockF",    "Code11",
    "Code16K",  "DatabarLimited", "DataLogic2of5", "DotCode",
    "DutchKIX", "GS1CodablockF",  "IATA2of5",      "jam",
    "Mailmark", "Matrix2of5",     "MicroPdf417",   "MSI",
    "OneCode",  "PatchCode",      "Pharmacode",    "Planet",
    "Postnet",  "RM4SCC",         "SingaporePost", "Standard2of5",
};

/* Grey, black on white, 4 px a module. */
static struct omr_pixmap draw(const struct kind *kind) {
    struct zint_symbol *symbol = ZBarcode_Create();
    assert_non_null(symbol);
    symbol->symbology = kind->symbology;
    symbol->scale = 2;
    symbol->input_mode = kind->mode ? kind->mode : UNICODE_MODE;
    symbol->output_options |= BARCODE_QUIET_ZONES;
    const unsigned char *data = (const unsigned char *)kind->data;
    if (ZBarcode_Encode_and_Buffer(symbol, data, 0, 0) >= ZINT_ERROR)
        fail_msg("%s: %s", kind->name, symbol->errtxt);
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

static void each_kind_that_can_be_read_is(void **state) {
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
        const struct kind *kind = &readable[i];
        struct omr_pixmap picture = draw(kind);
        struct omr_arena arena = {0};
        const char *text = NULL, *wanted = kind->text ? kind->text : kind->data;
        assert_int_equal(omr_barcode_read(&picture, kind->name, &arena, &text, NULL), OMR_OK);
        if (!text || strcmp(text, wanted) != 0) {
            print_message("# %s: %s instead of %s\n", kind->name, text ? text : "nothing", wanted);
            failed++;
        }
        omr_arena_clear(&arena);
        omr_pixmap_clear(&picture);
    }
    assert_int_equal(failed, 0);
}

static void the_other_kinds_are_known_to_be_unreadable(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++)
        if (omr_barcode_is_known(unreadable[i]))
            fail_msg("%s is said to be readable", unreadable[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_that_can_be_read_is),
        cmocka_unit_test(the_other_kinds_are_known_to_be_unreadable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
