/* SPDX-License-Identifier: MIT */
#include "recognition/registration/hypothesis.h"

#include <math.h>
#include <string.h>

/* Fourfold faster than hypot(), and nothing here is so long that its square overflows. */
static double length(double x, double y) {
    return sqrt(x * x + y * y);
}

static struct omr_point box_centre(const struct omr_box *box) {
    return (struct omr_point){box->left + box->width / 2, box->top + box->height / 2};
}

/* Pixel edges: a drawn marker covers its box and one pixel more, see the pattern's description. */
static struct omr_point box_corner(const struct omr_box *box, int k) {
    return (struct omr_point){box->left + (k == 1 || k == 2 ? box->width : 0),
                              box->top + (k >= 2 ? box->height : 0)};
}

int omr_corner_markers(const struct omr_form_page *page, struct omr_box marker[OMR_MARKERS_MOST]) {
    int count = 0;
    bool is_set[OMR_MARKERS_MOST] = {false};
    for (int i = 0; i < page->marker_count; i++) {
        if (page->markers[i].kind != OMR_MARKER_CORNER)
            continue;
        struct omr_point centre = box_centre(&page->markers[i].box);
        int is_right = centre.x > page->width / 2, is_below = centre.y > page->height / 2;
        int k = is_below ? (is_right ? 2 : 3) : is_right;
        if (!is_set[k])
            count++;
        is_set[k] = true;
        marker[k] = page->markers[i].box;
    }
    return count;
}

/* The map of a rectangle, corners clockwise from its top left, to four points: in closed form (P.
 * Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3), as thousands of fours
 * are tried. Markers that stand a little off a rectangle are matched by the fit that follows. */
static bool rectangle_map(struct omr_homography *map, const struct omr_point *from,
                          const struct omr_point *to) {
    double left = (from[0].x + from[3].x) / 2, width = (from[1].x + from[2].x) / 2 - left;
    double top = (from[0].y + from[1].y) / 2, height = (from[2].y + from[3].y) / 2 - top;
    double sx = to[0].x - to[1].x + to[2].x - to[3].x, sy = to[0].y - to[1].y + to[2].y - to[3].y;
    double x1 = to[1].x - to[2].x, y1 = to[1].y - to[2].y;
    double x2 = to[3].x - to[2].x, y2 = to[3].y - to[2].y, det = x1 * y2 - x2 * y1;
    if (fabs(det) < 1e-6 || width < 1 || height < 1)
        return false;
    double g = (sx * y2 - x2 * sy) / det, h = (x1 * sy - sx * y1) / det;
    double a = to[1].x - to[0].x + g * to[1].x, b = to[3].x - to[0].x + h * to[3].x;
    double d = to[1].y - to[0].y + g * to[1].y, e = to[3].y - to[0].y + h * to[3].y;
    double row[3][3] = {{a / width, b / height, to[0].x},
                        {d / width, e / height, to[0].y},
                        {g / width, h / height, 1}};
    for (int r = 0; r < 3; r++)
        row[r][2] -= row[r][0] * left + row[r][1] * top;
    for (int k = 0; k < 9; k++)
        map->h[k] = row[k / 3][k % 3] / row[2][2];
    return fabs(row[2][2]) > 1e-9;
}

/* A map through 2 (similarity), 3 (affine) or 4 (homography) pairs of points. */
static bool rough_map(struct omr_homography *map, const struct omr_point *from,
                      const struct omr_point *to, int count) {
    if (count == 4)
        return rectangle_map(map, from, to);
    double h[9] = {0, 0, 0, 0, 0, 0, 0, 0, 1};
    double x1 = from[1].x - from[0].x, y1 = from[1].y - from[0].y;
    double u1 = to[1].x - to[0].x, v1 = to[1].y - to[0].y;
    double x2 = -y1, y2 = x1, u2 = -v1, v2 = u1;
    if (count == 3) {
        x2 = from[2].x - from[0].x, y2 = from[2].y - from[0].y;
        u2 = to[2].x - to[0].x, v2 = to[2].y - to[0].y;
    }
    double det = x1 * y2 - x2 * y1;
    if (fabs(det) < 1e-6)
        return false;
    h[0] = (u1 * y2 - u2 * y1) / det, h[1] = (u2 * x1 - u1 * x2) / det;
    h[3] = (v1 * y2 - v2 * y1) / det, h[4] = (v2 * x1 - v1 * x2) / det;
    h[2] = to[0].x - h[0] * from[0].x - h[1] * from[0].y;
    h[5] = to[0].y - h[3] * from[0].x - h[4] * from[0].y;
    memcpy(map->h, h, sizeof h);
    return true;
}

/* Which corner of a square goes with the marker's corner `k` when its corner `turn` goes with the
 * first; clockwise on the page is counter-clockwise in a mirrored picture. */
static int turned_index(int k, int turn, int side) {
    return (turn + side * k + 4) % 4;
}

/* The square's corner that goes with the marker's first, by the least distance over all turns. */
static double match_corners(const struct omr_homography *map, const struct omr_box *box,
                            const struct omr_square *square, int side, int *first) {
    double least = 1e18;
    for (int turn = 0; turn < 4; turn++) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < 4; k++) {
            if (square->is_cut[turned_index(k, turn, side)])
                continue;
            struct omr_point p = omr_homography_apply(map, box_corner(box, k));
            struct omr_point q = square->corner[turned_index(k, turn, side)];
            sum += length(p.x - q.x, p.y - q.y);
            count++;
        }
        if (count && sum / count < least)
            least = sum / count, *first = turn;
    }
    return least / square->side_px;
}

bool omr_hypothesis_fit(struct omr_hypothesis *hypothesis, const struct omr_form_page *page,
                        const struct omr_squares *squares) {
    struct omr_box marker[OMR_MARKERS_MOST];
    struct omr_point from[16], to[16];
    int count = 0, first = 0, side = hypothesis->is_mirrored ? -1 : 1;
    omr_corner_markers(page, marker);
    for (int i = 0; i < OMR_MARKERS_MOST; i++) {
        if (hypothesis->square[i] < 0)
            continue;
        const struct omr_square *square = &squares->square[hypothesis->square[i]];
        match_corners(&hypothesis->map, &marker[i], square, side, &first);
        for (int k = 0; k < 4; k++) {
            int corner = turned_index(k, first, side);
            if (square->is_cut[corner])
                continue;
            from[count] = box_corner(&marker[i], k);
            to[count++] = square->corner[corner];
        }
    }
    struct omr_homography map;
    if (!omr_homography_fit(&map, from, to, count))
        return false;
    double sum = 0, sides = 0;
    for (int i = 0; i < count; i++) {
        struct omr_point p = omr_homography_apply(&map, from[i]);
        sum += hypot(p.x - to[i].x, p.y - to[i].y) / count;
    }
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (hypothesis->square[i] >= 0)
            sides += squares->square[hypothesis->square[i]].side_px / hypothesis->square_count;
    hypothesis->map = map;
    hypothesis->misfit = sum / sides;
    return true;
}

/* No sane picture of a page folds over itself; `side` is -1 for one seen from behind. */
static bool is_sane(const struct omr_homography *map, const struct omr_form_page *page, int side) {
    struct omr_point p[4];
    for (int k = 0; k < 4; k++)
        p[k] = omr_homography_apply(
            map, (struct omr_point){k == 1 || k == 2 ? page->width : 0, k >= 2 ? page->height : 0});
    for (int k = 0; k < 4; k++) {
        struct omr_point a = p[k], b = p[(k + 1) % 4], c = p[(k + 2) % 4];
        if (!(side * ((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)) > 100))
            return false;
    }
    return true;
}

static void keep(struct omr_hypotheses *all, const struct omr_hypothesis *one) {
    int at = all->count;
    while (at > 0 && all->item[at - 1].misfit > one->misfit)
        at--;
    if (at == OMR_HYPOTHESES_MOST)
        return;
    if (all->count < OMR_HYPOTHESES_MOST)
        all->count++;
    memmove(&all->item[at + 1], &all->item[at],
            (size_t)(all->count - 1 - at) * sizeof all->item[0]);
    all->item[at] = *one;
}

/* Whether squares lie as far apart, by their size, as markers do on the page: a cheap first look
 * that tilt and curl cannot upset. */
static bool is_spread_alike(const struct omr_point *from, double marker_side,
                            const struct omr_point *to, double square_side, int count) {
    double page = 0, picture = 0;
    for (int i = 1; i < count; i++) {
        page += length(from[i].x - from[i - 1].x, from[i].y - from[i - 1].y);
        picture += length(to[i].x - to[i - 1].x, to[i].y - to[i - 1].y);
    }
    double ratio = picture * marker_side / (page * square_side);
    return ratio > 0.55 && ratio < 1.8;
}

/* Tries the squares `chosen[i]` as the markers `which[i]`. */
static void try_match(struct omr_hypotheses *all, const struct omr_form_page *page,
                      const struct omr_squares *squares, const struct omr_box *marker,
                      const int *chosen, const int *which, int wanted, bool is_mirrored) {
    struct omr_point from[4], to[4];
    struct omr_hypothesis one = {
        .square = {-1, -1, -1, -1}, .square_count = wanted, .is_mirrored = is_mirrored};
    int side = is_mirrored ? -1 : 1;
    double marker_side = 0, square_side = 0;
    for (int i = 0; i < wanted; i++) {
        marker_side += sqrt(marker[which[i]].width * marker[which[i]].height);
        square_side += squares->square[chosen[i]].side_px;
        from[i] = box_centre(&marker[which[i]]);
        to[i] = squares->square[chosen[i]].centre;
        one.square[which[i]] = chosen[i];
    }
    if (!is_spread_alike(from, marker_side, to, square_side, wanted) ||
        !rough_map(&one.map, from, to, wanted) || !is_sane(&one.map, page, side))
        return;
    double loosest = wanted == 4 ? 0.25 : wanted == 3 ? 0.5 : 0.6;
    for (int i = 0; i < wanted; i++) /* the centre of what is left of a square is not its centre */
        for (int k = 0; k < 4; k++)
            loosest = squares->square[chosen[i]].is_cut[k] ? 0.9 : loosest;
    for (int i = 0; i < wanted; i++) {
        int first;
        if (match_corners(&one.map, &marker[which[i]], &squares->square[chosen[i]], side, &first) >
            loosest)
            return;
    }
    if (omr_hypothesis_fit(&one, page, squares) && one.misfit < 0.15 &&
        is_sane(&one.map, page, side))
        keep(all, &one);
}

/* How far apart, in sides of a marker, the page has its markers: between the two nearest and
 * between the two farthest. */
struct spread {
    double nearest, farthest;
};

static struct spread marker_spread(const struct omr_box marker[OMR_MARKERS_MOST]) {
    struct spread spread = {1e18, 0};
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        for (int k = 0; k < i; k++) {
            struct omr_point a = box_centre(&marker[i]), b = box_centre(&marker[k]);
            double side = sqrt(marker[i].width * marker[i].height);
            double apart = length(a.x - b.x, a.y - b.y) / side;
            spread.nearest = fmin(spread.nearest, apart);
            spread.farthest = fmax(spread.farthest, apart);
        }
    return spread;
}

/* Whether the square chosen last goes with those before it: about as large, and as far away as two
 * markers may look on a tilted or curled page. */
static bool goes_with(const struct omr_squares *squares, const int *chosen, int count,
                      const struct spread *spread) {
    const struct omr_square *last = &squares->square[chosen[count - 1]];
    for (int i = 0; i < count - 1; i++) {
        const struct omr_square *other = &squares->square[chosen[i]];
        double small = fmin(last->side_px, other->side_px);
        double large = fmax(last->side_px, other->side_px);
        double apart = length(last->centre.x - other->centre.x, last->centre.y - other->centre.y);
        if (large > 2.2 * small || apart < 0.4 * spread->nearest * small ||
            apart > 2.2 * spread->farthest * large)
            return false;
    }
    return true;
}

/* Sorts the chosen squares clockwise around their middle. */
static void sort_clockwise(const struct omr_squares *squares, int *chosen, int count) {
    double x = 0, y = 0, angle[4];
    for (int i = 0; i < count; i++) {
        x += squares->square[chosen[i]].centre.x / count;
        y += squares->square[chosen[i]].centre.y / count;
    }
    for (int i = 0; i < count; i++) {
        struct omr_point c = squares->square[chosen[i]].centre;
        double a = atan2(c.y - y, c.x - x);
        int index = chosen[i], at = i;
        for (; at > 0 && angle[at - 1] > a; at--)
            angle[at] = angle[at - 1], chosen[at] = chosen[at - 1];
        angle[at] = a;
        chosen[at] = index;
    }
}

/* All turns of the chosen squares, and all choices of markers that are missing. */
static void try_turns(struct omr_hypotheses *all, const struct omr_form_page *page,
                      const struct omr_squares *squares, const struct omr_box *marker, int *chosen,
                      int wanted, bool is_mirrored) {
    sort_clockwise(squares, chosen, wanted);
    for (int present = 1; present < 16; present++) {
        int which[4], count = 0, turned[4];
        for (int k = 0; k < 4; k++)
            if (present >> k & 1)
                which[count++] = k;
        if (count != wanted)
            continue;
        for (int turn = 0; turn < wanted; turn++) {
            for (int i = 0; i < wanted; i++)
                turned[i] = chosen[((is_mirrored ? -i : i) + turn + wanted) % wanted];
            try_match(all, page, squares, marker, turned, which, wanted, is_mirrored);
        }
    }
}

/* All ways to choose squares that go together, in their order; `count` are chosen. */
static void choose(struct omr_hypotheses *all, const struct omr_form_page *page,
                   const struct omr_squares *squares, const struct omr_box *marker,
                   const struct spread *spread, int *chosen, int count, int wanted,
                   bool is_mirrored) {
    if (count && !goes_with(squares, chosen, count, spread))
        return;
    if (count == wanted) {
        int sorted[OMR_MARKERS_MOST];
        memcpy(sorted, chosen, (size_t)wanted * sizeof *chosen);
        try_turns(all, page, squares, marker, sorted, wanted, is_mirrored);
        return;
    }
    int first = count ? chosen[count - 1] + 1 : 0;
    for (int next = first; next < squares->count && count < OMR_MARKERS_MOST; next++) {
        chosen[count] = next;
        choose(all, page, squares, marker, spread, chosen, count + 1, wanted, is_mirrored);
    }
}

void omr_hypotheses_add(struct omr_hypotheses *hypotheses, const struct omr_form_page *page,
                        const struct omr_squares *squares, int wanted, bool is_mirrored) {
    struct omr_box marker[OMR_MARKERS_MOST];
    if (omr_corner_markers(page, marker) != OMR_MARKERS_MOST)
        return;
    struct spread spread = marker_spread(marker);
    int chosen[OMR_MARKERS_MOST];
    choose(hypotheses, page, squares, marker, &spread, chosen, 0, wanted, is_mirrored);
}
