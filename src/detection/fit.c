/* SPDX-License-Identifier: MIT
 *
 * A form that is about right, made right by a picture of its page.
 *
 * The bubbles tell where the page is (registration/lattice.h); the page is drawn flat; what its
 * outlines are is measured as on a blank page (contours.h). Each bubble then moves as the bubbles
 * around it that were seen: the median of the five nearest, so that one wrong outline moves
 * nothing. */
#include "base/error.h"
#include "base/remark.h"
#include "base/sorted.h"
#include "detection/contours.h"
#include "form/bubble_class.h"
#include "image/pyramid.h"
#include "recognition/registration/lattice.h"
#include "recognition/registration/nearest.h"

#include <math.h>
#include <omr/import.h>

enum { COARSEST_PX = 700, PAPER_CELL_PX = 24, NEIGHBOURS = 5 };
static const double LEAST_MEASURED = 0.4;
static const double LEAST_SEEN = 0.5;                   /* of the bubbles, to believe a place */
static const double LEAST_SIZE = 0.45, MOST_SIZE = 2.2; /* outline by box */
static const double SAME_SIZE = 0.2;
static const double REACH = 0.45; /* of the pitch: how far an outline may be off */

struct fit {
    struct omr_form *form;
    const struct omr_form_page *page;
    struct omr_arena arena;
    struct omr_pyramid pyramid;
    struct omr_paper paper;
    struct omr_bubble_classes classes;
    struct omr_homography map; /* page px to picture px */
    struct omr_pixmap flat;    /* the page drawn flat */
    double scale;              /* its px by page px */
    struct omr_contours contours;
    int *seen; /* of each bubble: its contour, -1 none */
    int seen_count;
};

/* The page with its bubbles larger or smaller. */
static struct omr_form_page *resize_bubbles(struct fit *fit, double factor) {
    size_t count = (size_t)fit->page->bubble_count;
    struct omr_form_page *page = OMR_ARENA_NEW(&fit->arena, struct omr_form_page);
    struct omr_bubble *bubbles = OMR_ARENA_ARRAY(&fit->arena, struct omr_bubble, count + 1);
    if (!page || !bubbles)
        return NULL;
    *page = *fit->page;
    page->bubbles = bubbles;
    for (size_t i = 0; i < count; i++) {
        bubbles[i] = fit->page->bubbles[i];
        bubbles[i].width *= factor;
        bubbles[i].height *= factor;
    }
    return page;
}

/* Looks for the form with bubbles of other sizes than it says: `*seen` of `*bubbles` are found. */
static enum omr_status look_for_map(struct fit *fit, double factor, int *seen, int *bubbles,
                                    struct omr_error *err) {
    struct omr_lattice lattice;
    struct omr_bubble_classes classes;
    struct omr_sheet sheet = {.pyramid = &fit->pyramid,
                              .paper = &fit->paper,
                              .paper_level = fit->pyramid.level_count - 1,
                              .page = resize_bubbles(fit, factor),
                              .classes = &classes};
    if (!sheet.page)
        return omr_fail_memory(err);
    enum omr_status status = omr_bubble_classes_init(&classes, sheet.page, &fit->arena, err);
    if (!status)
        status = omr_lattice_find(&lattice, &sheet, &fit->arena, err);
    for (int i = 0; !status && i < lattice.count; i++) {
        *bubbles = lattice.bubbles;
        if (lattice.place[i].is_mirrored || lattice.place[i].explained <= *seen)
            continue;
        *seen = lattice.place[i].explained;
        fit->map = lattice.place[i].map;
    }
    return status;
}

/* Where the form's bubbles say that the page is. */
static enum omr_status find_map(struct fit *fit, const struct omr_image *image,
                                struct omr_error *err) {
    static const double factors[] = {1, 1.4, 0.7};
    enum { FACTORS = sizeof factors / sizeof *factors };
    int seen = 0, bubbles = 0;
    enum omr_status status =
        omr_pyramid_init(&fit->pyramid, &image->grey, &image->half, COARSEST_PX, err);
    if (status)
        return status;
    if ((status = omr_paper_init(&fit->paper, &fit->pyramid.level[fit->pyramid.level_count - 1],
                                 PAPER_CELL_PX, err)) ||
        (status = omr_bubble_classes_init(&fit->classes, fit->page, &fit->arena, err)))
        return status;
    for (int i = 0; i < FACTORS && !status && seen <= LEAST_SEEN * bubbles; i++)
        status = look_for_map(fit, factors[i], &seen, &bubbles, err);
    if (status || seen > LEAST_SEEN * bubbles)
        return status;
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "fit.not_found",
                    "the form was not found on the picture: %d of its %d bubbles were seen where "
                    "they should be",
                    seen, bubbles);
}

static double sample(const struct omr_pixmap *picture, struct omr_point p) {
    double x = fmin(fmax(p.x, 0), picture->width - 1.001);
    double y = fmin(fmax(p.y, 0), picture->height - 1.001);
    int left = (int)x, top = (int)y;
    double u = x - left, v = y - top;
    const uint8_t *above = omr_pixmap_row(picture, top) + left;
    const uint8_t *below = omr_pixmap_row(picture, top + 1) + left;
    return (1 - v) * ((1 - u) * above[0] + u * above[1]) + v * ((1 - u) * below[0] + u * below[1]);
}

/* Draws the page flat, about as fine as the picture is, at most at 300 dpi. */
static enum omr_status draw_flat(struct fit *fit, struct omr_error *err) {
    struct omr_point middle = {fit->page->width / 2, fit->page->height / 2};
    struct omr_point right = {middle.x + 10, middle.y};
    struct omr_point a = omr_homography_apply(&fit->map, middle);
    struct omr_point b = omr_homography_apply(&fit->map, right);
    double finest = hypot(b.x - a.x, b.y - a.y) / 10;
    if (!(finest > 0.01))
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "fit.too_small",
                        "the form is too small on the picture to measure its bubbles");
    fit->scale = fmin(1, fmax(0.3, 1.2 * finest));
    /* What is coarser than the picture is averaged on its pyramid. */
    int level = 0;
    while (level + 1 < fit->pyramid.level_count && finest / (2 << level) >= fit->scale)
        level++;
    enum omr_status status = omr_pixmap_init(&fit->flat, (int)ceil(fit->page->width * fit->scale),
                                             (int)ceil(fit->page->height * fit->scale), err);
    if (status)
        return status;
    for (int y = 0; y < fit->flat.height; y++) {
        uint8_t *row = omr_pixmap_row(&fit->flat, y);
        for (int x = 0; x < fit->flat.width; x++) {
            struct omr_point p = omr_homography_apply(
                &fit->map, (struct omr_point){(x + 0.5) / fit->scale, (y + 0.5) / fit->scale});
            p.x = omr_level_coordinate(p.x, level);
            p.y = omr_level_coordinate(p.y, level);
            row[x] = (uint8_t)lround(sample(&fit->pyramid.level[level], p));
        }
    }
    return OMR_OK;
}

static enum omr_status find_contours(struct fit *fit, struct omr_error *err) {
    double least = INFINITY, most = 0;
    for (int i = 0; i < fit->classes.count; i++) {
        const struct omr_bubble_class *class = &fit->classes.item[i];
        least = fmin(least, fmin(class->width, class->height));
        most = fmax(most, fmax(class->width, class->height));
    }
    enum omr_status status =
        omr_contours_find(&fit->contours, &fit->flat, LEAST_SIZE * least * fit->scale,
                          MOST_SIZE * most * fit->scale, err);
    for (int i = 0; i < fit->contours.count && !status; i++) {
        struct omr_contour *contour = omr_contour_at(&fit->contours, i);
        contour->x = (contour->x + 0.5) / fit->scale;
        contour->y = (contour->y + 0.5) / fit->scale;
        contour->width /= fit->scale;
        contour->height /= fit->scale;
    }
    return status;
}

static bool has_size(const struct omr_contour *contour, double width, double height) {
    double wide = contour->width / width, high = contour->height / height;
    return wide > LEAST_SIZE && wide < MOST_SIZE && high > LEAST_SIZE && high < MOST_SIZE;
}

/* Gives each bubble the contour nearest to it. */
static enum omr_status match(struct fit *fit, struct omr_error *err) {
    struct omr_nearest nearest;
    size_t count = (size_t)fit->contours.count;
    struct omr_point *points = OMR_ARENA_ARRAY(&fit->arena, struct omr_point, count + 1);
    fit->seen = OMR_ARENA_ARRAY(&fit->arena, int, (size_t)fit->page->bubble_count + 1);
    if (!points || !fit->seen)
        return omr_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct omr_contour *contour = omr_contour_at(&fit->contours, (int)i);
        points[i] = (struct omr_point){contour->x, contour->y};
    }
    double reach = REACH * fit->classes.pitch_px;
    enum omr_status status =
        omr_nearest_init(&nearest, points, fit->contours.count, reach, &fit->arena, err);
    for (int i = 0; i < fit->page->bubble_count && !status; i++) {
        const struct omr_bubble *bubble = &fit->page->bubbles[i];
        int found = omr_nearest_find(&nearest, (struct omr_point){bubble->x, bubble->y}, reach);
        bool is_bubble = found >= 0 && has_size(omr_contour_at(&fit->contours, found),
                                                bubble->width, bubble->height);
        fit->seen[i] = is_bubble ? found : -1;
    }
    return status;
}

/* The usual size and shape of a class's outlines; outlines of other sizes are not its bubbles. */
static enum omr_status measure_class(struct fit *fit, int class, struct omr_bubble_class *usual,
                                     struct omr_error *err) {
    size_t bubbles = (size_t)fit->page->bubble_count + 1;
    double *width = OMR_ARENA_ARRAY(&fit->arena, double, bubbles);
    double *height = OMR_ARENA_ARRAY(&fit->arena, double, bubbles);
    int count = 0, squares = 0;
    if (!width || !height)
        return omr_fail_memory(err);
    for (int i = 0; i < fit->page->bubble_count; i++)
        if (fit->seen[i] >= 0 && fit->classes.of_bubble[i] == class) {
            const struct omr_contour *contour = omr_contour_at(&fit->contours, fit->seen[i]);
            width[count] = contour->width;
            height[count++] = contour->height;
            squares += contour->is_square;
        }
    *usual = fit->classes.item[class];
    if (!count)
        return OMR_OK;
    usual->width = omr_median(width, count);
    usual->height = omr_median(height, count);
    usual->shape = 2 * squares > count ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE;
    for (int i = 0; i < fit->page->bubble_count; i++)
        if (fit->seen[i] >= 0 && fit->classes.of_bubble[i] == class) {
            const struct omr_contour *contour = omr_contour_at(&fit->contours, fit->seen[i]);
            bool is_other = fabs(contour->width - usual->width) > SAME_SIZE * usual->width ||
                            fabs(contour->height - usual->height) > SAME_SIZE * usual->height;
            fit->seen[i] = is_other ? -1 : fit->seen[i];
            fit->seen_count += !is_other;
        }
    return OMR_OK;
}

/* Moves each bubble as its neighbours that were seen. */
static enum omr_status move_bubbles(struct fit *fit, struct omr_bubble *moved,
                                    struct omr_error *err) {
    struct omr_nearest nearest;
    int count = 0;
    size_t seen = (size_t)fit->seen_count + 1;
    struct omr_point *from = OMR_ARENA_ARRAY(&fit->arena, struct omr_point, seen);
    struct omr_point *shift = OMR_ARENA_ARRAY(&fit->arena, struct omr_point, seen);
    if (!from || !shift)
        return omr_fail_memory(err);
    for (int i = 0; i < fit->page->bubble_count; i++)
        if (fit->seen[i] >= 0) {
            const struct omr_contour *contour = omr_contour_at(&fit->contours, fit->seen[i]);
            const struct omr_bubble *bubble = &fit->page->bubbles[i];
            from[count] = (struct omr_point){bubble->x, bubble->y};
            shift[count++] = (struct omr_point){contour->x - bubble->x, contour->y - bubble->y};
        }
    double reach = hypot(fit->page->width, fit->page->height);
    enum omr_status status =
        omr_nearest_init(&nearest, from, count, 2 * fit->classes.pitch_px, &fit->arena, err);
    for (int i = 0; i < fit->page->bubble_count && !status; i++) {
        int near[NEIGHBOURS];
        double x[NEIGHBOURS], y[NEIGHBOURS];
        struct omr_point at = {moved[i].x, moved[i].y};
        int found = omr_nearest_list(&nearest, at, fmin(reach, 12 * fit->classes.pitch_px), -1,
                                     near, NEIGHBOURS);
        for (int k = 0; k < found; k++) {
            x[k] = shift[near[k]].x;
            y[k] = shift[near[k]].y;
        }
        moved[i].x += omr_median(x, found);
        moved[i].y += omr_median(y, found);
    }
    return status;
}

/* Puts the moved bubbles into the form. */
static enum omr_status replace(struct fit *fit, const struct omr_bubble_class *usual,
                               struct omr_error *err) {
    size_t count = (size_t)fit->page->bubble_count, pages = (size_t)fit->form->page_count;
    struct omr_arena *arena = &fit->form->arena;
    struct omr_bubble *moved = OMR_ARENA_ARRAY(arena, struct omr_bubble, count);
    struct omr_form_page *page = OMR_ARENA_ARRAY(arena, struct omr_form_page, pages);
    if (!moved || !page)
        return omr_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        moved[i] = fit->page->bubbles[i];
        moved[i].width = usual[fit->classes.of_bubble[i]].width;
        moved[i].height = usual[fit->classes.of_bubble[i]].height;
        moved[i].shape = usual[fit->classes.of_bubble[i]].shape;
    }
    enum omr_status status = move_bubbles(fit, moved, err);
    if (status)
        return status;
    for (size_t i = 0; i < pages; i++)
        page[i] = fit->form->pages[i];
    page[0].bubbles = moved;
    fit->form->pages = page;
    return OMR_OK;
}

static enum omr_status fit_page(struct fit *fit, struct omr_remarks *remarks,
                                const struct omr_image *image, struct omr_error *err) {
    struct omr_bubble_class usual[OMR_BUBBLE_CLASSES_MOST];
    enum omr_status status;
    if ((status = find_map(fit, image, err)) || (status = draw_flat(fit, err)) ||
        (status = find_contours(fit, err)) || (status = match(fit, err)))
        return status;
    for (int i = 0; i < fit->classes.count && !status; i++)
        status = measure_class(fit, i, &usual[i], err);
    if (status)
        return status;
    int bubbles = fit->page->bubble_count;
    if (fit->seen_count < 4 || fit->seen_count < LEAST_MEASURED * bubbles)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "fit.no_outlines",
                        "only %d of the form's %d bubbles have an outline on the picture that can "
                        "be measured",
                        fit->seen_count, bubbles);
    omr_remark_add(remarks, "fit.seen",
                   "%d of %d bubbles were measured on the picture, the others follow them",
                   fit->seen_count, bubbles);
    return replace(fit, usual, err);
}

enum omr_status omr_form_fit(struct omr_form *form, struct omr_remarks *remarks,
                             const struct omr_image *image, struct omr_error *err) {
    struct fit fit = {.form = form, .page = &form->pages[0]};
    enum omr_status status = fit_page(&fit, remarks, image, err);
    omr_contours_clear(&fit.contours);
    omr_pixmap_clear(&fit.flat);
    omr_paper_clear(&fit.paper);
    omr_pyramid_clear(&fit.pyramid);
    omr_arena_clear(&fit.arena);
    return status;
}
