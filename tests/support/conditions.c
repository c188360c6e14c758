/* SPDX-License-Identifier: MIT */
#include "support/conditions.h"

#include "support/camera.h"
#include "support/scanner.h"

#define FAKE_CONDITION_NAME(kind, name, is_harsh) name,
static const char *const names[] = {FAKE_CONDITION_TABLE(FAKE_CONDITION_NAME)};
#undef FAKE_CONDITION_NAME

#define FAKE_CONDITION_HARSH(kind, name, is_harsh) is_harsh,
static const bool harsh[] = {FAKE_CONDITION_TABLE(FAKE_CONDITION_HARSH)};
#undef FAKE_CONDITION_HARSH

const char *fake_condition_name(enum fake_condition condition) {
    return names[condition];
}

bool fake_condition_is_harsh(enum fake_condition condition) {
    return harsh[condition];
}

static double side(struct fake_random *random) {
    return fake_random_chance(random, 0.5) ? 1 : -1;
}

static void dirty(struct fake_scan *scan, struct fake_random *random) {
    scan->streaks = fake_random_below(random, 5);
    scan->specks = 5 + fake_random_below(random, 25);
    scan->show_through = fake_random_between(random, 0, 0.14);
    if (fake_random_chance(random, 0.5))
        scan->border_px = fake_random_between(random, 20, 140);
    else
        scan->cut_px = fake_random_between(random, 0, 40);
}

static void fax(struct fake_scan *scan, double dpi_y, struct fake_random *random) {
    scan->dpi_x = 204;
    scan->dpi_y = dpi_y;
    scan->depth = FAKE_DEPTH_BITS;
    scan->threshold = 110 + fake_random_below(random, 70);
    scan->blur_px = fake_random_between(random, 0.6, 1.2);
    scan->specks = 20;
    scan->stretch = fake_random_between(random, -0.01, 0.01);
}

static void scan_change(enum fake_condition condition, struct fake_scan *scan,
                        struct fake_random *random) {
    if (condition == FAKE_SCAN_SKEWED)
        scan->skew_deg = side(random) * fake_random_between(random, 2, 10);
    if (condition == FAKE_SCAN_STRETCHED) {
        scan->print_scale = fake_random_between(random, 0.94, 1.06);
        scan->stretch = fake_random_between(random, -0.012, 0.012);
        scan->ripple_px = fake_random_between(random, 2, 9);
    }
    if (condition == FAKE_SCAN_DIRTY)
        dirty(scan, random);
    scan->is_upside_down = condition == FAKE_SCAN_TURNED;
    if (condition == FAKE_SCAN_DITHERED)
        scan->depth = FAKE_DEPTH_DITHERED;
    if (condition == FAKE_SCAN_BITS) {
        scan->depth = FAKE_DEPTH_BITS;
        scan->threshold = 110 + fake_random_below(random, 70);
    }
    if (condition == FAKE_FAX || condition == FAKE_FAX_FINE)
        fax(scan, condition == FAKE_FAX ? 98 : 196, random);
    if (condition == FAKE_COPY || condition == FAKE_COPY_OF_COPY)
        scan->copies = condition == FAKE_COPY ? 1 : 2;
}

static double scan_dpi(enum fake_condition condition, struct fake_random *random) {
    static const double dpi[] = {300, 200, 150};
    if (condition <= FAKE_SCAN_150)
        return dpi[condition];
    if (condition == FAKE_SCAN_100)
        return 100;
    if (condition == FAKE_SCAN_DITHERED)
        return dpi[fake_random_below(random, 2)];
    return dpi[fake_random_below(random, condition >= FAKE_SCAN_BITS ? 2 : 3)];
}

static void photo_change(enum fake_condition condition, struct fake_photo *photo,
                         struct fake_random *random) {
    if (condition == FAKE_PHOTO_TILTED)
        photo->tilt_deg = fake_random_between(random, 15, 35);
    if (condition == FAKE_PHOTO_TURNED)
        photo->turn_deg = fake_random_between(random, 0, 360);
    if (condition == FAKE_PHOTO_SHADOW) {
        photo->shadow = fake_random_between(random, 0.25, 0.6);
        photo->light_fall = fake_random_between(random, 0.1, 0.4);
    }
    if (condition == FAKE_PHOTO_CURLED) {
        photo->curl_sagitta_px = fake_random_between(random, 60, 380);
        photo->is_curl_one_sided = fake_random_chance(random, 0.4);
    }
    if (condition == FAKE_PHOTO_CREASED)
        photo->fold_deg = side(random) * fake_random_between(random, 3, 11);
    if (condition == FAKE_PHOTO_BLURRED) {
        photo->blur_px = fake_random_between(random, 1.2, 2.6);
        photo->motion_px = fake_random_between(random, 0, 6);
        photo->noise = fake_random_between(random, 4, 10);
        photo->quality = 50 + fake_random_below(random, 40);
    }
    if (condition == FAKE_PHOTO_DIM) {
        photo->white = fake_random_between(random, 95, 150);
        photo->black = photo->white * fake_random_between(random, 0.2, 0.45);
    }
    if (condition == FAKE_PHOTO_BUSY) {
        photo->background =
            fake_random_chance(random, 0.5) ? FAKE_BACKGROUND_KEYBOARD : FAKE_BACKGROUND_CLUTTER;
        photo->is_partly_black = fake_random_chance(random, 0.5);
        photo->share = fake_random_between(random, 0.65, 0.95);
    }
}

enum omr_status fake_condition_take(enum fake_condition condition, uint64_t seed,
                                    const struct omr_pixmap *paper, struct fake_picture *picture,
                                    struct omr_error *err) {
    struct fake_random random = fake_random_make(seed, 500 + (uint64_t)condition);
    if (condition >= FAKE_PHOTO) {
        struct fake_photo photo;
        fake_photo_random(&photo, &random);
        photo_change(condition, &photo, &random);
        return fake_photo_take(&photo, paper, random, picture, err);
    }
    struct fake_scan scan;
    fake_scan_random(&scan, scan_dpi(condition, &random), &random);
    scan_change(condition, &scan, &random);
    return fake_scan_take(&scan, paper, random, picture, err);
}
