/* SPDX-License-Identifier: MIT */
#include "unit/recognition/drawn.h"

#include "support/draw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_COLUMN_ROWS = 16, TOP = 240, MARKER_MARGIN = 60 };

static const char *const VALUES[DRAWN_OPTIONS] = {"A", "B", "C", "D", "E"};

static void place_row(struct drawn *drawn, int row) {
    bool is_second = row >= FIRST_COLUMN_ROWS;
    double left = is_second ? 700 : 180, top = TOP;
    top += DRAWN_PITCH_Y * (is_second ? row - FIRST_COLUMN_ROWS : row);
    for (int i = 0; i < DRAWN_OPTIONS; i++)
        drawn->bubbles[row * DRAWN_OPTIONS + i] = (struct omr_bubble){.x = left + i * DRAWN_PITCH_X,
                                                                      .y = top,
                                                                      .width = DRAWN_BOX,
                                                                      .height = DRAWN_BOX,
                                                                      .shape = OMR_SHAPE_ELLIPSE,
                                                                      .value = VALUES[i],
                                                                      .element = row};
    drawn->positions[row] = (struct omr_position){"", row * DRAWN_OPTIONS, DRAWN_OPTIONS};
    snprintf(drawn->names[row], sizeof drawn->names[row], "Q%02d", row + 1);
    drawn->elements[row] = (struct omr_element){.kind = OMR_ELEMENT_CHOICE_BOX,
                                                .name = drawn->names[row],
                                                .positions = &drawn->positions[row],
                                                .position_count = 1,
                                                .threshold = -1,
                                                .target = "",
                                                .value = "",
                                                .barcode = ""};
}

static void place_markers(struct drawn *drawn) {
    for (int k = 0; k < 4; k++) {
        double right = DRAWN_WIDTH - MARKER_MARGIN - DRAWN_MARKER;
        double bottom = DRAWN_HEIGHT - MARKER_MARGIN - DRAWN_MARKER;
        drawn->markers[k] =
            (struct omr_marker){{k == 1 || k == 2 ? right : MARKER_MARGIN,
                                 k >= 2 ? bottom : MARKER_MARGIN, DRAWN_MARKER, DRAWN_MARKER},
                                OMR_MARKER_CORNER};
    }
}

static void print_page(struct drawn *drawn) {
    double radius = DRAWN_RING_RATIO * DRAWN_BOX / 2;
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        fake_draw_ring(&drawn->paper, drawn->bubbles[i].x, drawn->bubbles[i].y, radius, radius, 3,
                       0.8);
    for (int k = 0; k < 4; k++) {
        const struct omr_box *box = &drawn->markers[k].box;
        fake_draw_box(&drawn->paper, box->left, box->top, box->left + box->width,
                      box->top + box->height, 0.9);
    }
}

struct omr_pixmap drawn_blank(int width, int height) {
    struct omr_pixmap blank = {0};
    assert_int_equal(omr_pixmap_init(&blank, width, height, NULL), OMR_OK);
    for (int y = 0; y < height; y++)
        memset(omr_pixmap_row(&blank, y), 255, (size_t)width);
    return blank;
}

void drawn_init(struct drawn *drawn) {
    memset(drawn, 0, sizeof *drawn);
    for (int row = 0; row < DRAWN_ROWS; row++)
        place_row(drawn, row);
    place_markers(drawn);
    drawn->page = (struct omr_form_page){.width = DRAWN_WIDTH,
                                         .height = DRAWN_HEIGHT,
                                         .elements = drawn->elements,
                                         .element_count = DRAWN_ROWS,
                                         .bubbles = drawn->bubbles,
                                         .bubble_count = DRAWN_BUBBLES,
                                         .markers = drawn->markers,
                                         .marker_count = 4};
    drawn->form = (struct omr_form){.name = "drawn", .pages = &drawn->page, .page_count = 1};
    drawn->paper = drawn_blank(DRAWN_WIDTH, DRAWN_HEIGHT);
    print_page(drawn);
}

void drawn_clear(struct drawn *drawn) {
    omr_pixmap_clear(&drawn->paper);
}

void drawn_mark(struct drawn *drawn, int bubble, double darkness) {
    fake_draw_disc(&drawn->paper, drawn->bubbles[bubble].x, drawn->bubbles[bubble].y, 16, 16,
                   darkness);
}

void drawn_erase_box(struct drawn *drawn, const struct omr_box *box) {
    for (int y = (int)box->top - 4; y < (int)(box->top + box->height) + 4; y++)
        memset(omr_pixmap_row(&drawn->paper, y) + (int)box->left - 4, 255, (size_t)box->width + 8);
}

struct omr_homography drawn_view(double turn_deg, double scale, double keystone, double x,
                                 double y) {
    double angle = turn_deg * (3.14159265358979 / 180), c = cos(angle), s = sin(angle);
    struct omr_point from[4], to[4];
    for (int k = 0; k < 4; k++) {
        bool is_right = k == 1 || k == 2;
        from[k] = (struct omr_point){is_right ? DRAWN_WIDTH : 0, k >= 2 ? DRAWN_HEIGHT : 0};
        double dx = scale * (from[k].x - DRAWN_WIDTH / 2.0);
        double dy = scale * (from[k].y - DRAWN_HEIGHT / 2.0) * (is_right ? 1 - keystone : 1);
        to[k] = (struct omr_point){x + c * dx - s * dy, y + s * dx + c * dy};
    }
    struct omr_homography map;
    assert_true(omr_homography_fit(&map, from, to, 4));
    return map;
}

static struct omr_homography inverse(const struct omr_homography *map) {
    const struct omr_point corner[4] = {
        {0, 0}, {DRAWN_WIDTH, 0}, {DRAWN_WIDTH, DRAWN_HEIGHT}, {0, DRAWN_HEIGHT}};
    struct omr_point seen[4];
    for (int k = 0; k < 4; k++)
        seen[k] = omr_homography_apply(map, corner[k]);
    struct omr_homography back;
    assert_true(omr_homography_fit(&back, seen, corner, 4));
    return back;
}

static double paper_level(const struct omr_pixmap *paper, struct omr_point p) {
    enum { DESK = 110 };
    double x = p.x - 0.5, y = p.y - 0.5;
    int x0 = (int)floor(x), y0 = (int)floor(y);
    if (x0 < 0 || y0 < 0 || x0 + 1 >= paper->width || y0 + 1 >= paper->height)
        return DESK;
    const uint8_t *above = omr_pixmap_row(paper, y0) + x0, *below = above + paper->stride;
    double fx = x - x0, fy = y - y0;
    return (above[0] * (1 - fx) + above[1] * fx) * (1 - fy) +
           (below[0] * (1 - fx) + below[1] * fx) * fy;
}

/* Mean over a pixel: of four points where the page is made smaller, else of its middle. */
static double picture_level(const struct omr_pixmap *paper, const struct omr_homography *back,
                            int x, int y, bool is_smaller) {
    double sum = 0;
    if (!is_smaller)
        return paper_level(paper, omr_homography_apply(back, (struct omr_point){x + 0.5, y + 0.5}));
    for (int k = 0; k < 4; k++) {
        struct omr_point p = {x + 0.25 + 0.5 * (k & 1), y + 0.25 + 0.5 * (k >> 1)};
        sum += paper_level(paper, omr_homography_apply(back, p));
    }
    return sum / 4;
}

struct omr_pixmap drawn_picture(const struct omr_pixmap *paper, const struct omr_homography *map,
                                int width, int height) {
    struct omr_pixmap picture = {0};
    struct omr_homography back = inverse(map);
    bool is_smaller = fabs(map->h[0] * map->h[4] - map->h[1] * map->h[3]) < 0.9;
    assert_int_equal(omr_pixmap_init(&picture, width, height, NULL), OMR_OK);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            omr_pixmap_row(&picture, y)[x] =
                (uint8_t)lround(picture_level(paper, &back, x, y, is_smaller));
    return picture;
}

void look_init(struct look *look, const struct omr_pixmap *picture,
               const struct omr_form_page *page) {
    memset(look, 0, sizeof *look);
    assert_int_equal(omr_pyramid_init(&look->pyramid, picture, NULL, 1200, NULL), OMR_OK);
    int level = look->pyramid.level_count - 1;
    assert_int_equal(omr_paper_init(&look->paper, &look->pyramid.level[level], 32, NULL), OMR_OK);
    assert_int_equal(omr_bubble_classes_init(&look->classes, page, &look->arena, NULL), OMR_OK);
    look->sheet = (struct omr_sheet){.pyramid = &look->pyramid,
                                     .paper = &look->paper,
                                     .paper_level = level,
                                     .page = page,
                                     .classes = &look->classes};
}

void look_clear(struct look *look) {
    omr_paper_clear(&look->paper);
    omr_pyramid_clear(&look->pyramid);
    omr_arena_clear(&look->arena);
}

struct omr_homography plain_map(void) {
    return (struct omr_homography){{1, 0, -0.5, 0, 1, -0.5, 0, 0, 1}};
}

void plain_registration(struct omr_registration *registration, struct look *look) {
    const struct omr_form_page *page = look->sheet.page;
    struct omr_homography flat = plain_map();
    memset(registration, 0, sizeof *registration);
    omr_page_map_init(&registration->map, &flat, page->width, page->height);
    for (int c = 0; c < look->classes.count; c++)
        registration->ring_factor[c] = omr_ring_factor_even(DRAWN_RING_RATIO);
    registration->placements =
        OMR_ARENA_ARRAY(&look->arena, struct omr_placement, (size_t)page->bubble_count + 1);
    assert_non_null(registration->placements);
    for (int i = 0; i < page->bubble_count; i++)
        registration->placements[i] = (struct omr_placement){
            omr_page_map_frame(&registration->map, page->bubbles[i].x, page->bubbles[i].y), 1, 1,
            true};
}
