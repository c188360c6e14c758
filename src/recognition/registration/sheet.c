/* SPDX-License-Identifier: MIT */
#include "recognition/registration/registration.h"

double omr_sheet_paper(const struct omr_sheet *sheet, struct omr_point p) {
    double level = omr_paper_at(sheet->paper, omr_level_coordinate(p.x, sheet->paper_level),
                                omr_level_coordinate(p.y, sheet->paper_level));
    return level < 24 ? 24 : level;
}

int omr_sheet_level(const struct omr_sheet *sheet, const struct omr_page_map *map, double finest) {
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double scale = omr_frame_scale(&frame);
    int level = 0;
    while (scale > finest && level + 1 < sheet->pyramid->level_count)
        scale /= 2, level++;
    return level;
}
