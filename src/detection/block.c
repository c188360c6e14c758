/* SPDX-License-Identifier: MIT
 *
 * How a block of bubbles is read: by rows or by columns. */
#include "base/sorted.h"
#include "detection/sorting.h"

#include <math.h>
#include <string.h>

static const double SAME_LINE = 0.4; /* of a bubble's side */
static const double WIDER_GAP = 1.35;
static const double CLEARLY = 0.75; /* one difference by the other */
static const double SAME_GLYPH = 0.16, OTHER_GLYPH = 0.25;
enum { LINES_MOST = 400, DIGITS = 10 };

/* Bubbles by row and column; -1 where there is none. */
struct matrix {
    double x[LINES_MOST], y[LINES_MOST];
    int columns, rows;
    int *cell;
};

void omr_sorting_begin(struct omr_sorting *all) {
    struct omr_found_block block = {.first = all->group_count};
    omr_buffer_append(&all->blocks, &block, sizeof block);
    all->block_count++;
}

struct omr_found_group *omr_sorting_add(struct omr_sorting *all, const int *item, int count) {
    struct omr_found_group group = {.count = count};
    group.item = OMR_ARENA_ARRAY(all->arena, int, (size_t)count);
    omr_buffer_append(&all->groups, &group, sizeof group);
    if (!group.item || all->groups.has_failed || all->blocks.has_failed) {
        all->has_failed = true;
        return NULL;
    }
    memcpy(group.item, item, (size_t)count * sizeof *item);
    for (int i = 0; i < count; i++)
        all->is_done[item[i]] = true;
    all->group_count++;
    ((struct omr_found_block *)(void *)all->blocks.bytes)[all->block_count - 1].count++;
    return omr_sorting_group(all, all->group_count - 1);
}

/* Sorts places into lines; gives their number, 0 where there are too many. */
static int find_lines(const struct omr_sorting *all, const int *member, int count, bool is_x,
                      double *line) {
    double *place = OMR_ARENA_ARRAY(all->arena, double, (size_t)count);
    int lines = 0, taken = 0;
    if (!place)
        return 0;
    for (int i = 0; i < count; i++)
        place[i] = is_x ? all->item[member[i]].x : all->item[member[i]].y;
    omr_sort_numbers(place, count);
    const struct omr_contour *one = &all->item[member[0]];
    double near = SAME_LINE * (is_x ? one->width : one->height);
    for (int i = 0; i < count; i++)
        if (lines && place[i] - line[lines - 1] < near) {
            line[lines - 1] = (line[lines - 1] * taken + place[i]) / (taken + 1);
            taken++;
        } else if (lines == LINES_MOST) {
            return 0;
        } else {
            line[lines++] = place[i];
            taken = 1;
        }
    return lines;
}

static int nearest_line(const double *line, int count, double place) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (fabs(line[i] - place) < fabs(line[best] - place))
            best = i;
    return best;
}

static bool fill_matrix(const struct omr_sorting *all, const int *member, int count,
                        struct matrix *matrix) {
    matrix->columns = find_lines(all, member, count, true, matrix->x);
    matrix->rows = find_lines(all, member, count, false, matrix->y);
    int cells = matrix->columns * matrix->rows;
    if (!cells || cells > 4 * count)
        return false;
    matrix->cell = OMR_ARENA_ARRAY(all->arena, int, (size_t)cells);
    if (!matrix->cell)
        return false;
    for (int i = 0; i < cells; i++)
        matrix->cell[i] = -1;
    for (int i = 0; i < count; i++) {
        const struct omr_contour *one = &all->item[member[i]];
        matrix->cell[nearest_line(matrix->y, matrix->rows, one->y) * matrix->columns +
                     nearest_line(matrix->x, matrix->columns, one->x)] = member[i];
    }
    return true;
}

/* The mean difference between neighbours, to the right or below; -1 where there are none. */
static double compare_neighbours(const struct omr_sorting *all, const struct matrix *matrix,
                                 bool is_below) {
    double sum = 0;
    int count = 0;
    int step = is_below ? matrix->columns : 1;
    for (int row = 0; row + is_below < matrix->rows; row++)
        for (int column = 0; column + !is_below < matrix->columns; column++) {
            const int *cell = &matrix->cell[row * matrix->columns + column];
            if (cell[0] < 0 || cell[step] < 0)
                continue;
            sum += omr_glyph_difference(&all->item[cell[0]], &all->item[cell[step]]);
            count++;
        }
    return count ? sum / count : -1;
}

static bool has_ink(const struct omr_sorting *all, const int *member, int count) {
    int inked = 0;
    for (int i = 0; i < count; i++)
        inked += omr_glyph_has_ink(&all->item[member[i]]);
    return 2 * inked > count;
}

/* The bubbles of a row from one column to another, or of a column. */
static void add_line(struct omr_sorting *all, const struct matrix *matrix, int from, int to,
                     int line, bool is_row, bool is_position, bool is_uncertain) {
    int item[LINES_MOST], count = 0;
    for (int i = from; i < to; i++) {
        int found = is_row ? matrix->cell[line * matrix->columns + i]
                           : matrix->cell[i * matrix->columns + line];
        if (found >= 0)
            item[count++] = found;
    }
    struct omr_found_group *group = count ? omr_sorting_add(all, item, count) : NULL;
    if (group) {
        group->is_position = is_position;
        group->is_uncertain = is_uncertain;
    }
}

/* Rows are questions; where a gap between columns is wider, others begin. */
static void add_rows(struct omr_sorting *all, const struct matrix *matrix, bool is_uncertain) {
    double least = INFINITY;
    for (int i = 1; i < matrix->columns; i++)
        least = fmin(least, matrix->x[i] - matrix->x[i - 1]);
    for (int from = 0, to; from < matrix->columns; from = to) {
        for (to = from + 1;
             to < matrix->columns && matrix->x[to] - matrix->x[to - 1] < WIDER_GAP * least; to++)
            ;
        omr_sorting_begin(all);
        for (int row = 0; row < matrix->rows; row++)
            add_line(all, matrix, from, to, row, true, false, is_uncertain);
    }
}

static void add_columns(struct omr_sorting *all, const struct matrix *matrix, bool is_uncertain) {
    omr_sorting_begin(all);
    for (int column = 0; column < matrix->columns; column++)
        add_line(all, matrix, 0, matrix->rows, column, false, matrix->columns > 1, is_uncertain);
}

/* Whether a bubble of the same kind, in the same row but in no block with it, begins with another
 * letter: then a column is no list but the first answers of rows. */
static bool begins_rows(const struct omr_sorting *all, int first) {
    const struct omr_contour *one = &all->item[first];
    for (int k = 0; k < all->count; k++)
        if (all->kind[k] == all->kind[first] && all->block[k] != all->block[first] &&
            fabs(all->item[k].y - one->y) < 0.3 * one->height &&
            omr_glyph_difference(&all->item[k], one) > OTHER_GLYPH)
            return true;
    return false;
}

static void read_column(struct omr_sorting *all, const struct matrix *matrix, bool is_inked) {
    double below = compare_neighbours(all, matrix, true);
    if (is_inked && (below < SAME_GLYPH || begins_rows(all, matrix->cell[0])))
        return; /* rows.c joins each with what stands beside it */
    add_columns(all, matrix, false);
}

void omr_sorting_block(struct omr_sorting *all, const int *member, int count) {
    static const struct matrix none;
    struct matrix *matrix = OMR_ARENA_NEW(all->arena, struct matrix);
    if (!matrix) {
        all->has_failed = true;
        return;
    }
    *matrix = none;
    if (!fill_matrix(all, member, count, matrix))
        return;
    bool is_inked = has_ink(all, member, count);
    if (matrix->columns == 1) {
        read_column(all, matrix, is_inked);
    } else if (matrix->rows == 1) {
        add_rows(all, matrix, false);
    } else if (!is_inked) {
        bool is_number = matrix->rows == DIGITS && matrix->columns <= DIGITS + 2;
        (is_number ? add_columns : add_rows)(all, matrix, true);
    } else {
        double below = compare_neighbours(all, matrix, true);
        double beside = compare_neighbours(all, matrix, false);
        bool is_uncertain = fmin(below, beside) > CLEARLY * fmax(below, beside);
        /* Where no neighbours are alike, lists of their own stand side by side. */
        bool is_rows =
            fmin(below, beside) > OTHER_GLYPH ? matrix->columns > matrix->rows : below <= beside;
        (is_rows ? add_rows : add_columns)(all, matrix, is_uncertain);
    }
}
