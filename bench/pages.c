/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "base/file.h"
#include "form/form.h"

#include <omr/form.h>
#include <omr/image.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX_SIZE = 64 << 20, PHOTO_WIDTH = 3024, PHOTO_HEIGHT = 4032 };

static void check(enum omr_status status, const struct omr_error *err) {
    if (status == OMR_OK)
        return;
    fprintf(stderr, "recognition: %s\n", err->text);
    exit(1);
}

static struct file load(const char *folder, const char *name) {
    char path[4096], *bytes;
    size_t size;
    struct omr_error err;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        abort();
    check(omr_file_load(path, FILE_MAX_SIZE, &bytes, &size, &err), &err);
    return (struct file){(unsigned char *)bytes, size};
}

static struct pixels load_grey(const char *folder, const char *name) {
    struct file file = load(folder, name);
    struct omr_image *image;
    struct omr_error err;
    check(omr_image_decode(&image, file.bytes, file.size, NULL, &err), &err);
    free(file.bytes);
    struct pixels pixels = {
        .width = omr_image_width(image), .height = omr_image_height(image), .channels = 1};
    size_t width = (size_t)pixels.width;
    pixels.bytes = malloc(width * (size_t)pixels.height);
    if (!pixels.bytes)
        abort();
    for (int y = 0; y < pixels.height; y++)
        memcpy(pixels.bytes + (size_t)y * width, omr_image_row(image, y), width);
    omr_image_free(image);
    return pixels;
}

static void fill_ellipse(struct pixels *pixels, const struct omr_bubble *bubble) {
    int reach_x = (int)(bubble->width / 2), reach_y = (int)(bubble->height / 2);
    for (int dy = -reach_y; dy <= reach_y; dy++)
        for (int dx = -reach_x; dx <= reach_x; dx++) {
            double u = dx / (bubble->width / 2), v = dy / (bubble->height / 2);
            int x = (int)bubble->x + dx, y = (int)bubble->y + dy;
            bool is_inside = x >= 0 && y >= 0 && x < pixels->width && y < pixels->height;
            if (is_inside && u * u + v * v < 0.8)
                pixels->bytes[(size_t)y * (size_t)pixels->width + (size_t)x] = 70;
        }
}

/* One mark in every position, all over the choices. */
static void fill_in(struct pixels *pixels, const struct omr_form_page *page) {
    int mark = 0;
    for (int i = 0; i < page->element_count; i++)
        for (int k = 0; k < page->elements[i].position_count; k++) {
            const struct omr_position *position = &page->elements[i].positions[k];
            if (position->bubble_count > 0)
                fill_ellipse(
                    pixels,
                    &page->bubbles[position->first_bubble + mark++ % position->bubble_count]);
        }
}

/* The noise of a scanner, the same every time: it is what makes a JPEG dear to decode. */
static void wear(struct pixels *pixels) {
    uint32_t seed = 1;
    size_t count = (size_t)pixels->width * (size_t)pixels->height;
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        int noise = (int)(seed >> 29) + (int)(seed >> 26 & 7) - 7;
        int grey = 20 + pixels->bytes[i] * 215 / 255 + noise;
        pixels->bytes[i] = (uint8_t)grey;
    }
}

static struct file make_scan(const char *folder) {
    struct file text = load(folder, "pattern.omr");
    struct omr_form *form;
    struct omr_error err;
    check(omr_form_parse(&form, (const char *)text.bytes, text.size, &err), &err);
    struct pixels pixels = load_grey(folder, "blank.png");
    fill_in(&pixels, &form->pages[0]);
    wear(&pixels);
    struct file jpeg = jpeg_encode(pixels);
    free(pixels.bytes);
    free(text.bytes);
    omr_form_free(form);
    return jpeg;
}

static uint8_t sample(const struct pixels *pixels, double x, double y, int channel) {
    int left = (int)x, top = (int)y;
    left = left > pixels->width - 2 ? pixels->width - 2 : left;
    top = top > pixels->height - 2 ? pixels->height - 2 : top;
    double u = x - left, v = y - top;
    size_t step = (size_t)pixels->channels, stride = (size_t)pixels->width * step;
    const uint8_t *at = pixels->bytes + (size_t)top * stride + (size_t)left * step + channel;
    return (uint8_t)((1 - v) * ((1 - u) * at[0] + u * at[step]) +
                     v * ((1 - u) * at[stride] + u * at[stride + step]) + 0.5);
}

/* The example's photo as a camera of 12 million pixels would have taken it. */
static struct file make_photo(const char *folder) {
    struct file small = load(folder, "photo.jpg");
    struct pixels source = jpeg_decode(small, 3);
    struct pixels pixels = {.width = PHOTO_WIDTH, .height = PHOTO_HEIGHT, .channels = 3};
    pixels.bytes = malloc((size_t)PHOTO_WIDTH * PHOTO_HEIGHT * 3);
    if (!pixels.bytes)
        abort();
    uint8_t *next = pixels.bytes;
    for (int y = 0; y < PHOTO_HEIGHT; y++)
        for (int x = 0; x < PHOTO_WIDTH; x++)
            for (int channel = 0; channel < 3; channel++)
                *next++ = sample(&source, (double)x * (source.width - 1) / (PHOTO_WIDTH - 1),
                                 (double)y * (source.height - 1) / (PHOTO_HEIGHT - 1), channel);
    struct file jpeg = jpeg_encode(pixels);
    free(pixels.bytes);
    free(source.bytes);
    free(small.bytes);
    return jpeg;
}

static bool find_corpus(char folder[1024], const char *top, const char *form) {
    const char *corpus = getenv("OMR_CORPUS");
    if (corpus && *corpus)
        snprintf(folder, 1024, "%s/forms/%s", corpus, form);
    else
        snprintf(folder, 1024, "%s/../shared/corpus/forms/%s", top, form);
    return access(folder, R_OK) == 0;
}

static void set_page(struct page *page, const char *name, const char *folder, struct file jpeg) {
    page->name = name;
    snprintf(page->pattern, sizeof page->pattern, "%s/pattern.omr", folder);
    page->jpeg = jpeg;
}

int pages_make(struct page pages[MAX_PAGES], const char *top) {
    char folder[1000], corpus[1024];
    snprintf(folder, sizeof folder, "%s/examples/exam", top);
    set_page(&pages[0], "A4 scan", folder, make_scan(folder));
    set_page(&pages[1], "12 MP photo", folder, make_photo(folder));
    if (!find_corpus(corpus, top, "net-Sheet"))
        return 2;
    set_page(&pages[2], "real 12 MP", corpus, load(corpus, "Sheet1.jpg"));
    return 3;
}

void pages_clear(struct page *pages, int count) {
    for (int i = 0; i < count; i++)
        free(pages[i].jpeg.bytes);
}
