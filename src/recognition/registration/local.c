/* SPDX-License-Identifier: MIT */
#include "recognition/registration/refine.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* Gathered shifts of the outlines in one square of the page. */
struct cell {
    double weight, x, y; /* sums of weights and weighted shifts */
    double at_x, at_y;   /* weighted sums of places */
};

struct cells {
    struct cell *cell;
    int columns, rows;
    double side;
};

/* So much weight stands for "no shift", so that a lone outline moves little. */
static const double STILL_WEIGHT = 1.5;

static int cell_index(double position, double side, int count) {
    int index = (int)(position / side);
    return index < 0 ? 0 : index >= count ? count - 1 : index;
}

static void gather(struct cells *cells, const struct omr_sheet *sheet,
                   const struct omr_outline *outlines, double least_response) {
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        const struct omr_bubble *bubble = &sheet->page->bubbles[i];
        const struct omr_outline *o = &outlines[i];
        if (o->weight <= 0 || o->response < least_response)
            continue;
        struct cell *cell =
            &cells->cell[cell_index(bubble->y, cells->side, cells->rows) * cells->columns +
                         cell_index(bubble->x, cells->side, cells->columns)];
        cell->weight += o->weight;
        cell->x += o->weight * o->shift.x;
        cell->y += o->weight * o->shift.y;
        cell->at_x += o->weight * bubble->x;
        cell->at_y += o->weight * bubble->y;
    }
}

static struct omr_point mean_around(const struct cells *cells, const struct omr_bubble *bubble,
                                    double reach) {
    double x = 0, y = 0, sum = 0;
    int c0 = cell_index(bubble->x - reach, cells->side, cells->columns);
    int c1 = cell_index(bubble->x + reach, cells->side, cells->columns);
    int r0 = cell_index(bubble->y - reach, cells->side, cells->rows);
    int r1 = cell_index(bubble->y + reach, cells->side, cells->rows);
    for (int r = r0; r <= r1; r++)
        for (int c = c0; c <= c1; c++) {
            const struct cell *cell = &cells->cell[r * cells->columns + c];
            if (cell->weight <= 0)
                continue;
            double dx = (cell->at_x / cell->weight - bubble->x) / reach;
            double dy = (cell->at_y / cell->weight - bubble->y) / reach;
            double near = fmax(0, 1 - dx * dx - dy * dy);
            x += near * near * cell->x;
            y += near * near * cell->y;
            sum += near * near * cell->weight;
        }
    sum += STILL_WEIGHT;
    return (struct omr_point){x / sum, y / sum};
}

enum omr_status omr_local_shifts_add(struct omr_point *local, const struct omr_sheet *sheet,
                                     const struct omr_outline *outlines, double least_response,
                                     double reach_px, struct omr_error *err) {
    struct cells cells = {.side = reach_px / 3};
    cells.columns = (int)(sheet->page->width / cells.side) + 1;
    cells.rows = (int)(sheet->page->height / cells.side) + 1;
    cells.cell = calloc((size_t)cells.columns * (size_t)cells.rows, sizeof *cells.cell);
    if (!cells.cell)
        return omr_fail_memory(err);
    gather(&cells, sheet, outlines, least_response);
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        struct omr_point shift = mean_around(&cells, &sheet->page->bubbles[i], reach_px);
        local[i].x += shift.x;
        local[i].y += shift.y;
    }
    free(cells.cell);
    return OMR_OK;
}
