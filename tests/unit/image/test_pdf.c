/* SPDX-License-Identifier: MIT
 *
 * Scans in PDF files, made here object by object. */
#include "image/pdf_armour.h"
#include "tiffs.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libdeflate.h>

enum { MAX_FILE = 1 << 18, MAX_OBJECTS = 64 };

/* A file under construction; objects are numbered from 1 as they come. */
struct pdf {
    char bytes[MAX_FILE];
    size_t size, places[MAX_OBJECTS];
    int count;
};

static void put(struct pdf *pdf, const void *bytes, size_t size) {
    assert_true(pdf->size + size < MAX_FILE);
    memcpy(pdf->bytes + pdf->size, bytes, size);
    pdf->size += size;
}

static void put_text(struct pdf *pdf, const char *text) {
    put(pdf, text, strlen(text));
}

static int put_object(struct pdf *pdf, const char *text) {
    char head[32];
    pdf->places[pdf->count++] = pdf->size;
    snprintf(head, sizeof head, "%d 0 obj ", pdf->count);
    put_text(pdf, head);
    put_text(pdf, text);
    put_text(pdf, "\nendobj\n");
    return pdf->count;
}

static int put_stream(struct pdf *pdf, const char *dict, const void *bytes, size_t size) {
    char head[512];
    pdf->places[pdf->count++] = pdf->size;
    snprintf(head, sizeof head, "%d 0 obj <<%s /Length %zu>> stream\n", pdf->count, dict, size);
    put_text(pdf, head);
    put(pdf, bytes, size);
    put_text(pdf, "\nendstream endobj\n");
    return pdf->count;
}

static void end(struct pdf *pdf) {
    char line[128];
    size_t table = pdf->size;
    snprintf(line, sizeof line, "xref\n0 %d\n0000000000 65535 f \n", pdf->count + 1);
    put_text(pdf, line);
    for (int i = 0; i < pdf->count; i++) {
        snprintf(line, sizeof line, "%010zu 00000 n \n", pdf->places[i]);
        put_text(pdf, line);
    }
    snprintf(line, sizeof line, "trailer <</Size %d /Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
             pdf->count + 1, table);
    put_text(pdf, line);
}

/* Catalogue, pages and one page of 430 x 290 points, whose content is object 4 and whose pictures
 * are /A 5, /B 6 and /C 7. `more` goes into the page. */
static void begin(struct pdf *pdf, const char *content, const char *more) {
    char page[512];
    pdf->size = 0;
    pdf->count = 0;
    put_text(pdf, "%PDF-1.7\n");
    put_object(pdf, "<</Type /Catalog /Pages 2 0 R>>");
    put_object(pdf, "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 430 290]>>");
    snprintf(page, sizeof page,
             "<</Type /Page /Parent 2 0 R /Contents 4 0 R %s /Resources "
             "<</XObject <</A 5 0 R /B 6 0 R /C 7 0 R>>>>>>",
             more);
    put_object(pdf, page);
    put_stream(pdf, "", content, strlen(content));
}

#define PICTURE "/Type /XObject /Subtype /Image "
#define WHOLE "q 430 0 0 290 0 0 cm /A Do Q"

static struct omr_image *decode(const struct pdf *pdf) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, pdf->bytes, pdf->size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    return image;
}

static void assert_shows_scene(struct pdf *pdf, int depth, int tolerance) {
    struct tiff_kind kind = {.depth = depth};
    end(pdf);
    struct omr_image *image = decode(pdf);
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
    for (int y = 0; y < SCENE_HEIGHT; y++)
        for (int x = 0; x < SCENE_WIDTH; x++)
            if (abs(omr_image_row(image, y)[x] - tiff_grey(&kind, 0, x, y)) > tolerance)
                fail_msg("%d instead of %d at %d, %d", omr_image_row(image, y)[x],
                         tiff_grey(&kind, 0, x, y), x, y);
    omr_image_free(image);
}

static void assert_refused(struct pdf *pdf, enum omr_status status, const char *code) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    end(pdf);
    assert_int_equal(omr_image_decode(&image, pdf->bytes, pdf->size, NULL, &err), status);
    assert_string_equal(err.code, code);
    assert_null(image);
}

/* Rows `from` to `to` of the scene, grey or RGB. */
static size_t scene_rows(unsigned char *into, int from, int to, int channels) {
    size_t size = 0;
    for (int y = from; y < to; y++)
        for (int x = 0; x < SCENE_WIDTH; x++) {
            uint8_t rgb[3];
            scene_colour(x, y, rgb);
            if (channels == 3)
                memcpy(into + size, rgb, 3);
            else
                into[size] = (unsigned char)scene_grey(x, y);
            size += (size_t)channels;
        }
    return size;
}

static size_t deflate(unsigned char *into, const void *bytes, size_t size) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    size_t made = libdeflate_zlib_compress(compressor, bytes, size, into, 8192);
    libdeflate_free_compressor(compressor);
    assert_true(made > 0);
    return made;
}

static void put_grey(struct pdf *pdf, const char *more, int from, int to) {
    unsigned char samples[SCENE_WIDTH * SCENE_HEIGHT];
    char dict[256];
    size_t size = scene_rows(samples, from, to, 1);
    snprintf(dict, sizeof dict,
             PICTURE "/Width 43 /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray %s",
             to - from, more);
    put_stream(pdf, dict, samples, size);
}

static struct pdf pdf;

static void a_jpeg_is_taken_as_it_is(void **state) {
    (void)state;
    struct bytes jpeg = make_jpeg(&(struct jpeg_kind){.colours = "grey"});
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray "
                       "/Filter /DCTDecode",
               jpeg.bytes, jpeg.size);
    assert_shows_scene(&pdf, 8, 3);
    free(jpeg.bytes);
}

/* The page's own rotation counts alone. */
static void the_orientation_inside_a_jpeg_does_not_count(void **state) {
    (void)state;
    unsigned char exif[EXIF_SIZE];
    make_exif(exif, 6, true);
    struct bytes jpeg =
        make_jpeg(&(struct jpeg_kind){.colours = "grey", .exif = exif, .exif_size = EXIF_SIZE});
    begin(&pdf, WHOLE, "");
    put_stream(&pdf, PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /Filter [/DCTDecode]",
               jpeg.bytes, jpeg.size);
    assert_shows_scene(&pdf, 8, 3);
    free(jpeg.bytes);
}

static size_t tag_of(const struct bytes *tiff, unsigned name) {
    size_t first = tiff->bytes[4] | (size_t)tiff->bytes[5] << 8;
    for (size_t i = 0; i < tiff->bytes[first]; i++) {
        const unsigned char *at = tiff->bytes + first + 2 + 12 * i;
        if ((at[0] | (unsigned)at[1] << 8) == name)
            return at[8] | (size_t)at[9] << 8 | (size_t)at[10] << 16;
    }
    fail();
    return 0;
}

static void put_strip(struct pdf *to, const struct tiff_kind *kind, const char *dict) {
    struct bytes tiff = make_tiff(kind);
    put_stream(to, dict, tiff.bytes + tag_of(&tiff, 273), tag_of(&tiff, 279));
    free(tiff.bytes);
}

static void faxes_are_read_in_both_colours(void **state) {
    (void)state;
    begin(&pdf, WHOLE, "");
    put_strip(&pdf, &(struct tiff_kind){.compression = "g4", .depth = 1, .colours = "inverse"},
              PICTURE "/Width 43 /Height 29 /BitsPerComponent 1 /ColorSpace /DeviceGray "
                      "/Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 43>>");
    assert_shows_scene(&pdf, 1, 0);
    begin(&pdf, WHOLE, "");
    put_strip(&pdf, &(struct tiff_kind){.compression = "g4", .depth = 1},
              PICTURE "/Width 43 /Height 29 /BitsPerComponent 1 /ColorSpace /DeviceGray "
                      "/Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 43 /BlackIs1 true>>");
    assert_shows_scene(&pdf, 1, 0);
    begin(&pdf, WHOLE, "");
    put_strip(&pdf, &(struct tiff_kind){.compression = "g3", .depth = 1, .colours = "inverse"},
              PICTURE "/Width 43 /Height 29 /ImageMask true "
                      "/Filter [/CCITTFaxDecode] /DecodeParms [<</K 0 /Columns 43>>]");
    assert_shows_scene(&pdf, 1, 0);
}

static void flate_is_read_with_every_predictor(void **state) {
    (void)state;
    unsigned char samples[SCENE_WIDTH * SCENE_HEIGHT * 3], packed[8192];
    size_t size = deflate(packed, samples, scene_rows(samples, 0, SCENE_HEIGHT, 3));
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
                       "/Filter /FlateDecode",
               packed, size);
    assert_shows_scene(&pdf, 8, 1);
    /* As in PNG: a byte before each row that names the filter, here 1, the difference to the left.
     */
    unsigned char filtered[SCENE_HEIGHT * (SCENE_WIDTH * 3 + 1)], *at = filtered;
    for (int y = 0; y < SCENE_HEIGHT; y++) {
        const unsigned char *row = samples + (ptrdiff_t)y * SCENE_WIDTH * 3;
        *at++ = 1;
        for (int i = 0; i < SCENE_WIDTH * 3; i++)
            *at++ = (unsigned char)(row[i] - (i >= 3 ? row[i - 3] : 0));
    }
    size = deflate(packed, filtered, sizeof filtered);
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
                       "/Filter /FlateDecode /DecodeParms "
                       "<</Predictor 15 /Colors 3 /Columns 43 /BitsPerComponent 8>>",
               packed, size);
    assert_shows_scene(&pdf, 8, 1);
}

static void other_packings_are_read(void **state) {
    (void)state;
    static const char *const kinds[][2] = {
        {"lzw", "/Filter /LZWDecode"}, {"packbits", "/Filter /RunLengthDecode"}, {NULL, ""}};
    for (int i = 0; i < 3; i++) {
        char dict[256];
        snprintf(dict, sizeof dict,
                 PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray %s",
                 kinds[i][1]);
        begin(&pdf, WHOLE, "");
        put_strip(&pdf, &(struct tiff_kind){.compression = kinds[i][0]}, dict);
        assert_shows_scene(&pdf, 8, 0);
    }
}

static void letters_come_off_first(void **state) {
    (void)state;
    unsigned char samples[SCENE_WIDTH * SCENE_HEIGHT];
    char letters[2 * sizeof samples + 1];
    scene_rows(samples, 0, SCENE_HEIGHT, 1);
    for (size_t i = 0; i < sizeof samples; i++)
        snprintf(letters + 2 * i, 3, "%02x", samples[i]);
    letters[2 * sizeof samples] = '>';
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray "
                       "/Filter [/ASCIIHexDecode]",
               letters, sizeof letters);
    assert_shows_scene(&pdf, 8, 0);
}

static void five_letters_are_four_bytes(void **state) {
    (void)state;
    static const char text[] = "9jqo^Bl bD-z\nBleB~>rest";
    struct omr_buffer into = {0};
    omr_pdf_unascii85(&into, (const unsigned char *)text, sizeof text - 1);
    assert_int_equal(into.size, 8 + 4 + 3);
    assert_memory_equal(into.bytes, "Man is d\0\0\0\0ist", 15);
    omr_buffer_clear(&into);
}

static void palettes_and_inverted_greys_are_read(void **state) {
    (void)state;
    char dict[2048], table[256 * 6 + 1];
    unsigned char samples[SCENE_WIDTH * SCENE_HEIGHT];
    for (int i = 0; i < 256; i++)
        snprintf(table + 6 * i, 7, "%02x%02x%02x", 255 - i, 255 - i, 255 - i);
    snprintf(dict, sizeof dict, "[/Indexed /DeviceRGB 255 <%s>]", table);
    scene_rows(samples, 0, SCENE_HEIGHT, 1);
    for (size_t i = 0; i < sizeof samples; i++)
        samples[i] = (unsigned char)(255 - samples[i]);
    begin(&pdf, WHOLE, "");
    put_stream(&pdf, PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace 6 0 R", samples,
               sizeof samples);
    put_object(&pdf, dict);
    assert_shows_scene(&pdf, 8, 0);
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray "
                       "/Decode [1 0]",
               samples, sizeof samples);
    assert_shows_scene(&pdf, 8, 0);
}

static void strips_are_put_together(void **state) {
    (void)state;
    begin(&pdf,
          "q 430 0 0 100 0 190 cm /A Do Q q 430 0 0 100 0 90 cm /B Do Q "
          "q 430 0 0 90 0 0 cm /C Do Q",
          "");
    put_grey(&pdf, "", 0, 10);
    put_grey(&pdf, "", 10, 20);
    put_grey(&pdf, "", 20, 29);
    assert_shows_scene(&pdf, 8, 0);
}

/* The foreground lies where its mask is white. */
static void layers_are_painted_over_each_other(void **state) {
    (void)state;
    unsigned char half[SCENE_WIDTH * SCENE_HEIGHT];
    for (int i = 0; i < SCENE_WIDTH * SCENE_HEIGHT; i++)
        half[i] = i % SCENE_WIDTH < 20 ? 255 : 0;
    begin(&pdf, "q 430 0 0 290 0 0 cm /B Do /A Do Q", "");
    put_grey(&pdf, "/SMask 7 0 R", 0, SCENE_HEIGHT);
    put_grey(&pdf, "/Decode [1 0]", 0, SCENE_HEIGHT);
    put_stream(&pdf, PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray",
               half, sizeof half);
    end(&pdf);
    struct omr_image *image = decode(&pdf);
    assert_int_equal(omr_image_row(image, 5)[10], scene_grey(10, 5));
    assert_int_equal(omr_image_row(image, 5)[30], 255 - scene_grey(30, 5));
    omr_image_free(image);
}

static void pages_are_turned(void **state) {
    (void)state;
    static const int corner[4][2] = {{0, 0}, {SCENE_HEIGHT - 1, 0}, {42, 28}, {0, 42}};
    for (int turn = 0; turn < 4; turn++) {
        char more[32];
        snprintf(more, sizeof more, "/Rotate %d", turn * 90);
        for (int parts = 1; parts <= 2; parts++) {
            begin(&pdf,
                  parts == 1 ? WHOLE
                             : "q 430 0 0 190 0 100 cm /A Do Q q 430 0 0 100 0 0 cm /B Do Q",
                  more);
            put_grey(&pdf, "", 0, parts == 1 ? SCENE_HEIGHT : 19);
            put_grey(&pdf, "", 19, SCENE_HEIGHT);
            end(&pdf);
            struct omr_image *image = decode(&pdf);
            assert_int_equal(omr_image_width(image), turn % 2 ? SCENE_HEIGHT : SCENE_WIDTH);
            assert_int_equal(omr_image_row(image, corner[turn][1])[corner[turn][0]],
                             scene_grey(0, 0));
            omr_image_free(image);
        }
    }
}

static void pixels_that_are_not_square_are_stretched(void **state) {
    (void)state;
    begin(&pdf, "430 0 0 580 0 0 cm /A Do", "/MediaBox [0 0 430 580]");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    end(&pdf);
    struct omr_image *image = decode(&pdf);
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), 2 * SCENE_HEIGHT);
    omr_image_free(image);
}

static void forms_are_looked_into(void **state) {
    (void)state;
    static const char inner[] = "q 43 0 0 29 0 0 cm /A Do Q";
    begin(&pdf, "/B Do", "");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    put_stream(&pdf, "/Type /XObject /Subtype /Form /BBox [0 0 43 29] /Matrix [10 0 0 10 0 0]",
               inner, sizeof inner - 1);
    assert_shows_scene(&pdf, 8, 0);
}

static void hidden_text_and_white_ground_do_no_harm(void **state) {
    (void)state;
    begin(&pdf, "1 g 0 0 430 290 re f " WHOLE " BT 3 Tr /F1 9 Tf (read \\) by a machine) Tj ET",
          "");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    assert_shows_scene(&pdf, 8, 0);
}

static void what_is_drawn_beside_the_scan_is_not_lost_silently(void **state) {
    (void)state;
    static const char *const contents[] = {WHOLE " BT /F1 9 Tf (x) Tj ET", WHOLE " 0 0 m 9 9 l S",
                                           WHOLE " 0 g 0 0 9 9 re f",
                                           WHOLE " BI /W 1 /H 1 ID x EI Q"};
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        begin(&pdf, contents[i], "");
        put_grey(&pdf, "", 0, SCENE_HEIGHT);
        assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_mixed");
    }
    begin(&pdf, WHOLE, "/Annots [<</Type /Annot /Subtype /Ink /Rect [0 0 9 9]>>]");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_kind");
}

static void drawn_pages_are_refused(void **state) {
    (void)state;
    begin(&pdf, "BT /F1 9 Tf (x) Tj ET", "");
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_drawn");
    begin(&pdf, "43 0 0 29 0 0 cm /A Do", ""); /* a small picture on a large page */
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_drawn");
}

static void packings_that_cannot_be_read_are_named(void **state) {
    (void)state;
    static const char *const filters[] = {"/JBIG2Decode", "/JPXDecode", "/Crypt"};
    for (int i = 0; i < 3; i++) {
        char more[64];
        snprintf(more, sizeof more, "/Filter %s", filters[i]);
        begin(&pdf, WHOLE, "");
        put_grey(&pdf, more, 0, SCENE_HEIGHT);
        assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_kind");
    }
}

static void pictures_that_are_not_whole_are_damaged(void **state) {
    (void)state;
    begin(&pdf, WHOLE, "");
    put_stream(&pdf, PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray",
               "too short", 9);
    assert_refused(&pdf, OMR_ERROR_INPUT, "image.damaged");
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 43 /Height 29 /BitsPerComponent 8 /ColorSpace /DeviceGray "
                       "/Filter /FlateDecode",
               "not deflated", 12);
    assert_refused(&pdf, OMR_ERROR_INPUT, "image.damaged");
}

static void sizes_are_checked_before_anything_is_allocated(void **state) {
    (void)state;
    begin(&pdf, WHOLE, "");
    put_stream(&pdf,
               PICTURE "/Width 2000000 /Height 2000000 /BitsPerComponent 8 "
                       "/ColorSpace /DeviceGray",
               "x", 1);
    assert_refused(&pdf, OMR_ERROR_LIMIT, "image.limit.side");
    begin(&pdf, "q 430 0 0 290 0 0 cm /A Do Q q .1 0 0 .1 0 0 cm /B Do Q",
          "/MediaBox [0 0 400000 400000]");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_drawn");
}

static void forms_that_draw_themselves_come_to_an_end(void **state) {
    (void)state;
    static const char inner[] = "/B Do /B Do /B Do /B Do /B Do /B Do /B Do /B Do";
    begin(&pdf, "/B Do", "");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    put_stream(&pdf, "/Type /XObject /Subtype /Form /BBox [0 0 43 29]", inner, sizeof inner - 1);
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_kind");
}

/* A megabyte of blanks packs into a kilobyte; so do a thousand megabytes into one. */
static void content_that_unpacks_without_end_is_refused(void **state) {
    (void)state;
    size_t size = (size_t)16 << 20;
    char *blanks = malloc(size);
    unsigned char *packed = malloc(1 << 17);
    assert_true(blanks && packed);
    memset(blanks, ' ', size);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    size_t made = libdeflate_zlib_compress(compressor, blanks, size, packed, 1 << 17);
    libdeflate_free_compressor(compressor);
    assert_true(made > 0);
    begin(&pdf, "/B Do", "");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    put_stream(&pdf, "/Type /XObject /Subtype /Form /BBox [0 0 43 29] /Filter /FlateDecode", packed,
               made);
    free(blanks);
    free(packed);
    assert_refused(&pdf, OMR_ERROR_UNSUPPORTED, "image.pdf_kind");
}

static void a_file_cut_off_anywhere_is_an_error_or_the_whole_page(void **state) {
    (void)state;
    begin(&pdf, WHOLE, "");
    put_grey(&pdf, "", 0, SCENE_HEIGHT);
    end(&pdf);
    for (size_t size = 5; size < pdf.size; size += 7) {
        struct omr_image *image = NULL;
        char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, pdf.bytes, size);
        if (omr_image_decode(&image, copy, size, NULL, NULL) == OMR_OK)
            assert_int_equal(omr_image_row(image, 28)[42], scene_grey(42, 28));
        omr_image_free(image);
        free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jpeg_is_taken_as_it_is),
        cmocka_unit_test(the_orientation_inside_a_jpeg_does_not_count),
        cmocka_unit_test(faxes_are_read_in_both_colours),
        cmocka_unit_test(flate_is_read_with_every_predictor),
        cmocka_unit_test(other_packings_are_read),
        cmocka_unit_test(letters_come_off_first),
        cmocka_unit_test(five_letters_are_four_bytes),
        cmocka_unit_test(palettes_and_inverted_greys_are_read),
        cmocka_unit_test(strips_are_put_together),
        cmocka_unit_test(layers_are_painted_over_each_other),
        cmocka_unit_test(pages_are_turned),
        cmocka_unit_test(pixels_that_are_not_square_are_stretched),
        cmocka_unit_test(forms_are_looked_into),
        cmocka_unit_test(hidden_text_and_white_ground_do_no_harm),
        cmocka_unit_test(what_is_drawn_beside_the_scan_is_not_lost_silently),
        cmocka_unit_test(drawn_pages_are_refused),
        cmocka_unit_test(packings_that_cannot_be_read_are_named),
        cmocka_unit_test(pictures_that_are_not_whole_are_damaged),
        cmocka_unit_test(sizes_are_checked_before_anything_is_allocated),
        cmocka_unit_test(forms_that_draw_themselves_come_to_an_end),
        cmocka_unit_test(content_that_unpacks_without_end_is_refused),
        cmocka_unit_test(a_file_cut_off_anywhere_is_an_error_or_the_whole_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
