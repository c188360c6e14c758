/* SPDX-License-Identifier: MIT */
#include "image/paper.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static uint8_t cell_percentile(const struct omr_pixmap *picture, int x0, int y0, int side) {
    int counts[256] = {0}, total = 0;
    int x1 = x0 + side < picture->width ? x0 + side : picture->width;
    int y1 = y0 + side < picture->height ? y0 + side : picture->height;
    for (int y = y0; y < y1; y += 2) {
        const uint8_t *row = omr_pixmap_row(picture, y);
        for (int x = x0; x < x1; x++)
            counts[row[x]]++;
        total += x1 - x0;
    }
    int above = total / 10, level = 255;
    for (int sum = counts[255]; level > 0 && sum <= above; sum += counts[level])
        level--;
    return (uint8_t)level;
}

static int clamp(int value, int most) {
    return value < 0 ? 0 : value > most ? most : value;
}

/* out = brightest, or mean, of the 3 x 3 neighbours in `in`. */
static void spread_cells(const struct omr_paper *paper, const uint8_t *in, uint8_t *out,
                         int is_mean) {
    for (int r = 0; r < paper->rows; r++)
        for (int c = 0; c < paper->columns; c++) {
            int most = 0, sum = 0;
            for (int k = 0; k < 9; k++) {
                int level = in[clamp(r + k / 3 - 1, paper->rows - 1) * paper->columns +
                               clamp(c + k % 3 - 1, paper->columns - 1)];
                most = level > most ? level : most;
                sum += level;
            }
            out[r * paper->columns + c] = (uint8_t)(is_mean ? (sum + 4) / 9 : most);
        }
}

enum omr_status omr_paper_init(struct omr_paper *paper, const struct omr_pixmap *picture,
                               int cell_px, struct omr_error *err) {
    struct omr_paper made = {.cell_px = cell_px,
                             .columns = (picture->width + cell_px - 1) / cell_px,
                             .rows = (picture->height + cell_px - 1) / cell_px};
    size_t cells = (size_t)made.columns * (size_t)made.rows;
    made.level = malloc(cells);
    uint8_t *work = malloc(cells);
    if (!made.level || !work) {
        free(made.level);
        free(work);
        return omr_fail_memory(err);
    }
    for (int r = 0; r < made.rows; r++)
        for (int c = 0; c < made.columns; c++)
            made.level[r * made.columns + c] =
                cell_percentile(picture, c * cell_px, r * cell_px, cell_px);
    spread_cells(&made, made.level, work, 0);
    spread_cells(&made, work, made.level, 1);
    free(work);
    *paper = made;
    return OMR_OK;
}

void omr_paper_clear(struct omr_paper *paper) {
    free(paper->level);
    *paper = (struct omr_paper){0};
}

double omr_paper_at(const struct omr_paper *paper, double x, double y) {
    double cx = x / paper->cell_px - 0.5, cy = y / paper->cell_px - 0.5;
    /* What is no number is taken for 0. */
    cx = !(cx > 0) ? 0 : cx > paper->columns - 1 ? paper->columns - 1 : cx;
    cy = !(cy > 0) ? 0 : cy > paper->rows - 1 ? paper->rows - 1 : cy;
    int c0 = (int)cx, r0 = (int)cy;
    int c1 = clamp(c0 + 1, paper->columns - 1), r1 = clamp(r0 + 1, paper->rows - 1);
    double fx = cx - c0, fy = cy - r0;
    const uint8_t *level = paper->level;
    double top = level[r0 * paper->columns + c0] * (1 - fx) + level[r0 * paper->columns + c1] * fx;
    double bottom =
        level[r1 * paper->columns + c0] * (1 - fx) + level[r1 * paper->columns + c1] * fx;
    return top * (1 - fy) + bottom * fy;
}
