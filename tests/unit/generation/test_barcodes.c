/* SPDX-License-Identifier: MIT
 *
 * Every kind of barcode drawn on a page; those that can be read at all are read back from it. */
#include "barcode/read.h"
#include "barcode/write.h"
#include "generation/render/render.h"
#include "image/pixmap.h"

#include <math.h>
#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sample {
    const char *type, *content;
    const char *read; /* NULL: it cannot be read; "": as it was written */
};

static const struct sample samples[] = {
    {"AustralianPosteParcel", "(01)99312650999998", "0199312650999998"},
    {"AustraliaPost", "39987520", NULL},
    {"Aztec", "Room 7", ""},
    {"Codabar", "1234567", ""},
    {"CodablockF", "Room 7, floor 2, house 4", NULL},
    {"Code11", "123-45", NULL},
    {"Code128", "Room 7", ""},
    {"Code16K", "Room 7", NULL},
    {"Code32", "15478977", "154789770"},
    {"Code39", "EXAM-12", ""},
    {"Code39Extended", "exam-12", ""},
    {"Code39FullASCII", "exam-12", ""},
    {"Code39Standard", "EXAM-12", ""},
    {"Code93", "EXAM-12", ""},
    {"Code93Extended", "exam-12", ""},
    {"Code93Standard", "EXAM-12", ""},
    {"DatabarExpanded", "(01)98898765432106(3202)012345(15)991231", ""},
    {"DatabarExpandedStacked", "(01)98898765432106(3202)012345(15)991231", ""},
    {"DatabarLimited", "0950110153000", NULL},
    {"DatabarOmniDirectional", "0950110153000", "09501101530003"},
    {"DatabarStacked", "0950110153000", "09501101530003"},
    {"DatabarStackedOmniDirectional", "0950110153000", "09501101530003"},
    {"DatabarTruncated", "0950110153000", "09501101530003"},
    {"DataLogic2of5", "12345670", NULL},
    {"DataMatrix", "Room 7", ""},
    {"DeutschePostIdentcode", "56310243031", "563102430313"},
    {"DeutschePostLeitcode", "2134807501640", "21348075016401"},
    {"DotCode", "Room 7", NULL},
    {"DutchKIX", "1231FZ13XHS", NULL},
    {"EAN13", "590123412345", "5901234123457"},
    {"EAN14", "1540014128876", "0115400141288763"},
    {"EAN8", "9638507", "96385074"},
    {"GS1Code128", "(01)04012345123456(17)290101", "010401234512345617290101"},
    {"GS1DataMatrix", "(01)04012345123456(17)290101", "010401234512345617290101"},
    {"GS1QR", "(01)04012345123456(17)290101", "010401234512345617290101"},
    {"IATA2of5", "12345670", NULL},
    {"Interleaved2of5", "12345670", ""},
    {"ISBN", "978-3-16-148410-0", "9783161484100"},
    {"ISMN", "M-2306-7118-7", "9790230671187"},
    {"ISSN", "0317-8471", "9770317847001"},
    {"ItalianPost25", "123456789012", ""},
    {"ITF14", "1540014128876", "15400141288763"},
    {"ITF6", "12345", "123457"},
    {"MacroPdf417", "Room 7", ""},
    {"Mailmark", "1100000000000XY11", NULL},
    {"Matrix2of5", "12345670", NULL},
    {"MaxiCode", "Room 7", ""},
    {"MicroPdf417", "Room 7", NULL},
    {"MicroQR", "12345", ""},
    {"MSI", "123456", NULL},
    {"OneCode", "01234567094987654321-01234567891", NULL},
    {"OPC", "123456789", "1234567895"},
    {"Pdf417", "Room 7, floor 2", ""},
    {"Pharmacode", "1234", NULL},
    {"Planet", "01234567890", NULL},
    {"Postnet", "12345", NULL},
    {"PZN", "1234567", "-12345678"},
    {"QR", "Stra\u00dfe \u4e2d\u6587 \u05e9\u05dc\u05d5\u05dd", ""},
    {"RM4SCC", "W1J0TR01", NULL},
    {"SCC14", "1540014128876", "0115400141288763"},
    {"SingaporePost", "123456", NULL},
    {"SSCC18", "00012345600000000", "00000123456000000005"},
    {"Standard2of5", "12345670", NULL},
    {"SwissPostParcel", "981234567812345678", ""},
    {"SwissQR", "SPC\n0200\n1", ""},
    {"UPCA", "03600029145", "036000291452"},
    {"UPCE", "123456", "01234565"},
    {"VIN", "1M8GDM9AXKP042788", ""},
};

/* A page that holds the code with `module` pixels a module, and white paper around. */
static struct omr_image *draw(const struct sample *sample, double module, double turn_deg) {
    struct omr_arena arena = {0};
    struct omr_symbol symbol;
    struct omr_error err = {0};
    if (omr_barcode_write(&symbol, &arena, sample->type, sample->content, 0, &err))
        fail_msg("%s: %s", sample->type, err.text);
    double width = round(symbol.width * module), height = round(symbol.height * module);
    double side = round((width > height ? width : height) + 20 * module);
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BARCODE,
        .box = {floor((side - width) / 2), floor((side - height) / 2), width, height},
        .turn_deg = turn_deg,
        .barcode = sample->type,
        .content = sample->content,
    };
    struct omr_placed_page page = {
        .width = side, .height = side, .name = "", .items = &item, .item_count = 1};
    struct omr_buffer file = {0};
    struct omr_image *image;
    if (omr_render_picture(&file, &page, NULL, "png", &err))
        fail_msg("%s: %s", sample->type, err.text);
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, NULL, NULL), OMR_OK);
    omr_buffer_clear(&file);
    omr_arena_clear(&arena);
    return image;
}

static void assert_read(const struct sample *sample, const struct omr_image *image) {
    struct omr_arena arena = {0};
    const char *text = NULL;
    const char *expected = *sample->read ? sample->read : sample->content;
    assert_int_equal(omr_barcode_read(&image->grey, sample->type, &arena, &text, NULL), OMR_OK);
    if (!text)
        fail_msg("%s: not read", sample->type);
    if (strcmp(text, expected) != 0)
        fail_msg("%s: '%s' instead of '%s'", sample->type, text, expected);
    omr_arena_clear(&arena);
}

static void every_kind_that_can_be_read_is_read_from_the_page(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct omr_image *image = draw(&samples[i], 4, 0);
        assert_int_equal(omr_barcode_is_known(samples[i].type), samples[i].read != NULL);
        if (samples[i].read)
            assert_read(&samples[i], image);
        omr_image_free(image);
    }
}

static void codes_that_stand_on_their_side_are_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (!samples[i].read || strcmp(samples[i].type, "MaxiCode") == 0)
            continue; /* MaxiCode is read upright only */
        struct omr_image *image = draw(&samples[i], 3, 90);
        assert_read(&samples[i], image);
        omr_image_free(image);
    }
}

/* Every pixel is black or white: all bars begin and end between pixels. */
static void bars_stand_on_whole_pixels(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (strcmp(samples[i].type, "MaxiCode") == 0 || strcmp(samples[i].type, "DotCode") == 0)
            continue; /* round */
        for (int turn_deg = 0; turn_deg <= 90; turn_deg += 90) {
            struct omr_image *image = draw(&samples[i], 3.3, turn_deg);
            int between = 0;
            for (int y = 0; y < omr_image_height(image); y++)
                for (int x = 0; x < omr_image_width(image); x++)
                    between += omr_image_row(image, y)[x] != 0 && omr_image_row(image, y)[x] != 255;
            if (between)
                fail_msg("%s: %d pixels are grey", samples[i].type, between);
            omr_image_free(image);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_that_can_be_read_is_read_from_the_page),
        cmocka_unit_test(codes_that_stand_on_their_side_are_read),
        cmocka_unit_test(bars_stand_on_whole_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
