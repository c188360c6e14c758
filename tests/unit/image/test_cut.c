/* SPDX-License-Identifier: MIT
 *
 * Files that end too early, at every byte: either they are refused, or no pixel is lost. In memory
 * of exactly that size, so that a sanitizer sees any byte read beyond the end. */
#include "seeds.h"

#include <omr/form.h>
#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t add(uint64_t digest, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return digest;
}

static uint64_t add_image(uint64_t digest, const struct omr_image *image) {
    int size[2] = {omr_image_width(image), omr_image_height(image)};
    digest = add(digest, size, sizeof size);
    for (int y = 0; y < size[1]; y++)
        digest = add(digest, omr_image_row(image, y), (size_t)size[0]);
    return digest;
}

/* All pixels of all pages as one number, or the first failure. */
static enum omr_status read_all(const char *bytes, size_t size, uint64_t *digest,
                                struct omr_error *err) {
    struct omr_document *document;
    enum omr_status status = omr_document_open(&document, bytes, size, NULL, err);
    if (status)
        return status;
    *digest = 0xcbf29ce484222325u;
    for (int page = 0; !status && page < omr_document_page_count(document); page++) {
        struct omr_image *image = NULL;
        if (!(status = omr_document_decode(document, page, &image, err)))
            *digest = add_image(*digest, image);
        omr_image_free(image);
    }
    omr_document_close(document);
    return status;
}

static void check_status(const struct seed *seed, size_t cut, enum omr_status status,
                         const struct omr_error *err) {
    if (status != err->status ||
        (status != OMR_ERROR_INPUT && status != OMR_ERROR_UNSUPPORTED && status != OMR_ERROR_LIMIT))
        fail_msg("%s cut at %zu: %d %s %s", seed->name, cut, (int)status, err->code, err->text);
}

static void check_cut(const struct seed *seed, size_t cut, uint64_t whole) {
    char *bytes = malloc(cut ? cut : 1);
    struct omr_error err = {0};
    uint64_t digest = 0;
    assert_non_null(bytes);
    memcpy(bytes, seed->bytes, cut);
    enum omr_status status = read_all(bytes, cut, &digest, &err);
    if (status)
        check_status(seed, cut, status, &err);
    else if (digest != whole)
        fail_msg("%s cut at %zu was read, to other pixels", seed->name, cut);
    free(bytes);
}

static void check_kind(const char *kind) {
    int count;
    struct seed *seeds = seeds_load((const char *const[]){kind, NULL}, &count);
    for (int i = 0; i < count; i++) {
        uint64_t whole;
        if (read_all(seeds[i].bytes, seeds[i].size, &whole, NULL))
            continue; /* damaged already: the fuzz target's own */
        for (size_t cut = 0; cut < seeds[i].size; cut++)
            check_cut(&seeds[i], cut, whole);
    }
    seeds_free(seeds, count);
}

static void a_bmp_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("bmp");
}

static void a_gif_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("gif");
}

static void a_jpeg_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("jpeg");
}

static void a_png_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("png");
}

static void a_tiff_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("tiff");
}

static void a_webp_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("webp");
}

static void a_pdf_cut_off_loses_no_pixel_unseen(void **state) {
    (void)state;
    check_kind("pdf");
}

static void a_pattern_cut_off_is_refused(void **state) {
    (void)state;
    int count;
    struct seed *seeds = seeds_load((const char *const[]){"pattern", NULL}, &count);
    for (int i = 0; i < count; i++)
        for (size_t cut = 0; cut < seeds[i].size; cut++) {
            char *bytes = malloc(cut ? cut : 1);
            struct omr_form *form = NULL;
            struct omr_error err = {0};
            memcpy(bytes, seeds[i].bytes, cut);
            bool is_blank = strspn(seeds[i].bytes + cut, " \r\n\t") == seeds[i].size - cut;
            enum omr_status status = omr_form_parse(&form, bytes, cut, &err);
            if (!is_blank && status != OMR_ERROR_INPUT && status != OMR_ERROR_UNSUPPORTED)
                fail_msg("%s cut at %zu: %d %s", seeds[i].name, cut, (int)status, err.text);
            omr_form_free(form);
            free(bytes);
        }
    seeds_free(seeds, count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bmp_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_gif_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_jpeg_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_png_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_tiff_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_webp_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_pdf_cut_off_loses_no_pixel_unseen),
        cmocka_unit_test(a_pattern_cut_off_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
