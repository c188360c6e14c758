/* SPDX-License-Identifier: MIT */
#include "roundtrip/sources.h"

#include "base/buffer.h"
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXAM                                                                                       \
    "?text=Examination\n\tfont_size=18\n\talign=center\n"                                          \
    "?grid=Number\n\tsections_count=6\n\theader_type=square\n"                                     \
    "#Which is the largest?\n\t() Earth () Jupiter () Mars\n"                                      \
    "#Is it round?\n\t(Yes) Yes (No) No\n"                                                         \
    "?answer_sheet=Q\n\telements_count=30\n\tcolumns_count=3\n\tanswers_count=4\n"

#define ARABIC                                                                                     \
    "?text=\u0627\u0645\u062a\u062d\u0627\u0646 \u0627\u0644\u0631\u064a\u0627\u0636\u064a\u0627"  \
    "\u062a\n#\u0645\u0627 \u0647\u0648 \u0623\u0643\u0628\u0631 \u0643\u0648\u0643\u0628\u061f\n" \
    "\t() \u0627\u0644\u0623\u0631\u0636 () \u0627\u0644\u0645\u0634\u062a\u0631\u064a\n"          \
    "?answer_sheet=Q\n\telements_count=20\n\tcolumns_count=2\n"

#define WORLD                                                                                      \
    "?text=\u4e2d\u6587 \u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4 \u0939\u093f\u0928\u094d\u0926"      \
    "\u0940 Gr\u00f6\u00dfe \U0001f600\n"                                                          \
    "#\u9009\u62e9\u7b54\u6848\n\t(\u7532) \u4e00 (\u4e59) \u4e8c (\u4e19) \u4e09\n"               \
    "#\u0928\u093e\u092e\n\t(\u0915) \u0939\u093e\u0901 (\u0916) \u0928\u0939\u0940\u0902\n"       \
    "#\u00c4rger?\n\t(\u00e4) ja (\u00f6) nein (\u00df) wei\u00df nicht\n"

#define COLOURS                                                                                    \
    "?container=\n\tcolumns_count=2\n?block=\n\tborder=rounded\n\tborder_color=Teal\n"             \
    "\tbackground_color=LightGray\n?content=On grey\n?vertical_choicebox=On grey\n"                \
    "?answer=a\n?content=First\n&answer\n?answer=b\n?content=Second\n&answer\n"                    \
    "&vertical_choicebox\n&block\n?block=\n\tcolumn=2\n\tborder=square\n"                          \
    "\tborder_bottom_style=8 red\n?checkbox=Pick:\n?content=one\n?content=two\n?content=three\n"   \
    "&checkbox\n&block\n&container\n?answer_sheet=Q\n\telements_count=24\n\tcolumns_count=3\n"

const struct source sources[] = {
    {"a3", "PaperSize=A3", EXAM},
    {"a3-landscape", "PaperSize=A3,Orientation=Horizontal", EXAM},
    {"a4", "PaperSize=A4", EXAM},
    {"a4-landscape", "PaperSize=A4,Orientation=Horizontal", EXAM},
    {"legal", "PaperSize=Legal", EXAM},
    {"legal-landscape", "PaperSize=Legal,Orientation=Horizontal", EXAM},
    {"letter", "PaperSize=Letter", EXAM},
    {"letter-landscape", "PaperSize=Letter,Orientation=Horizontal", EXAM},
    {"p8519", "PaperSize=p8519", EXAM},
    {"p8519-landscape", "PaperSize=p8519,Orientation=Horizontal", EXAM},
    {"p8521", "PaperSize=p8521", EXAM},
    {"p8521-landscape", "PaperSize=p8521,Orientation=Horizontal", EXAM},
    {"tabloid", "PaperSize=Tabloid", EXAM},
    {"tabloid-landscape", "PaperSize=Tabloid,Orientation=Horizontal", EXAM},
    {"marker-top-left-1", "RotationMarkerPosition=TopLeft1", EXAM},
    {"marker-top-left-2", "RotationMarkerPosition=TopLeft2", EXAM},
    {"marker-top-right-2", "RotationMarkerPosition=TopRight2", EXAM},
    {"marker-bottom-left-1", "RotationMarkerPosition=BottomLeft1", EXAM},
    {"marker-bottom-left-2", "RotationMarkerPosition=BottomLeft2", EXAM},
    {"marker-bottom-right-1", "RotationMarkerPosition=BottomRight1", EXAM},
    {"marker-bottom-right-2", "RotationMarkerPosition=BottomRight2", EXAM},
    {"arabic", "WritingSystem=Arabic,UseNativeNumber=true", ARABIC},
    {"world", "FontFamily=Calibri", WORLD},
    {"colours", "BubbleColor=DarkOrange", COLOURS},
    {"blue", "BubbleColor=Blue,FontFamily=Times New Roman", EXAM},
};
const int source_count = sizeof sources / sizeof *sources;

static const char bubbles[] =
    "?grid=G\n\tsections_count=3\n\toptions_count=4\n@"
    "?composite_grid=C\n\tcolumns_count=3\n\tvalues=(1)(2)(3)\n\textra_row=()(+)()\n@"
    "?answer_sheet=A\n\telements_count=8\n\tcolumns_count=2\n@"
    "?checkbox=K:\n@?content=one\n?content=two\n&checkbox\n"
    "?custom_answer_sheet=S\n\tamount=6\n\tcolumns_count=2\n\trow_proportions=20%-60%-20%\n"
    "?custom_row=r_%index%\n?content=%index%\n?bubble_array=b_%index%\n"
    "\tanswers_list=(A)(B)(C)\n@?custom_trigger=t_%index%\n\tvalue=skipped\n"
    "\ttarget=b_%index%\n@&custom_row\n&custom_answer_sheet\n"
    "?container=\n?block=\n?vertical_choicebox=V\n?answer=a\n?content=First\n&answer\n"
    "?answer=b\n?content=Second\n&answer\n&vertical_choicebox\n&block\n&container\n";

char *source_of_bubbles(const char *size, const char *kind) {
    struct omr_buffer text = {0};
    for (const char *at = bubbles; *at; at++)
        if (*at == '@')
            omr_buffer_format(&text, "\tbubble_size=%s\n\tbubble_type=%s\n", size, kind);
        else
            omr_buffer_char(&text, *at);
    return omr_buffer_detach(&text, NULL);
}

int examples_list(char names[EXAMPLES_MAX][EXAMPLE_NAME_SIZE]) {
    char folder[1000];
    struct dirent **entries;
    int count = 0;
    snprintf(folder, sizeof folder, "%s/docs/form-language", getenv("OMR_TOP"));
    int listed = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < listed; i++) {
        size_t length = strlen(entries[i]->d_name);
        if (length > 4 && length < EXAMPLE_NAME_SIZE && count < EXAMPLES_MAX &&
            strcmp(entries[i]->d_name + length - 4, ".txt") == 0)
            snprintf(names[count++], EXAMPLE_NAME_SIZE, "%.*s", (int)length - 4,
                     entries[i]->d_name);
        free(entries[i]);
    }
    if (listed >= 0)
        free(entries);
    return count;
}

char *example_load(const char *name) {
    char path[1000], *text;
    size_t size;
    snprintf(path, sizeof path, "%s/docs/form-language/%s.txt", getenv("OMR_TOP"), name);
    return omr_file_load(path, 1 << 20, &text, &size, NULL) ? NULL : text;
}

const char *example_settings(const char *name) {
    return strcmp(name, "rtl") == 0 ? "WritingSystem=Arabic" : NULL;
}
