/* SPDX-License-Identifier: MIT */
#include "convert/program.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 300 dpi in grey is what forms are read best from; a photo keeps its size. TIFF is the
 * fastest kind of output: for a photo as PNG both programs take many times as long. */
static const struct conv_program programs[] = {
    {"pdf",
     "pdftoppm",
     "PDF",
     "poppler-utils",
     "in.pdf",
     "out.tif",
     {"-q", "-r", "300", "-gray", "-tiff", "-tiffcompression", "deflate", "-cropbox", "-singlefile",
      "-f", "%d", "-l", "%d", "in.pdf", "out"},
     true},
    {"heic",
     "heif-convert",
     "HEIC",
     "libheif-examples",
     "in.heic",
     "out.jpg",
     {"-q", "95", "in.heic", "out.jpg"},
     false},
    {"avif",
     "heif-convert",
     "AVIF",
     "libheif-examples",
     "in.avif",
     "out.jpg",
     {"-q", "95", "in.avif", "out.jpg"},
     false},
    {"jp2",
     "opj_decompress",
     "JPEG 2000",
     "libopenjp2-tools",
     "in.jp2",
     "out.tif",
     {"-i", "in.jp2", "-o", "out.tif"},
     false},
};
enum { PROGRAM_COUNT = sizeof programs / sizeof *programs };

/* Refusals that a converter can mend; damage and passwords it cannot. */
static bool is_mended(const char *code) {
    static const char *const codes[] = {"image.unsupported", "image.pdf_drawn", "image.pdf_mixed",
                                        "image.pdf_kind"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

const struct conv_program *conv_find(const char *kind, const struct omr_error *why) {
    if (!kind || why->status != OMR_ERROR_UNSUPPORTED || !is_mended(why->code))
        return NULL;
    for (size_t i = 0; i < PROGRAM_COUNT; i++)
        if (strcmp(programs[i].kind, kind) == 0)
            return &programs[i];
    return NULL;
}

const struct conv_program *conv_of(const char *id) {
    for (size_t i = 0; i < PROGRAM_COUNT; i++)
        if (strcmp(programs[i].id, id) == 0)
            return &programs[i];
    return NULL;
}

const struct conv_program *conv_at(int index) {
    return index >= 0 && index < (int)PROGRAM_COUNT ? &programs[index] : NULL;
}

bool conv_locate(const struct conv_program *program, const char *folders, char path[PATH_MAX]) {
    if (!folders)
        folders = getenv("PATH");
    if (!folders || !*folders)
        folders = "/usr/local/bin:/usr/bin:/bin";
    while (*folders) {
        size_t length = strcspn(folders, ":");
        int size = snprintf(path, PATH_MAX, "%.*s/%s", (int)length, folders, program->name);
        /* What is not named from the root would be another file for each folder one stands in. */
        if (folders[0] == '/' && size < PATH_MAX && access(path, X_OK) == 0)
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

enum omr_status conv_advise(const struct conv_program *program, const struct omr_error *why,
                            struct omr_error *err) {
    return omr_fail(err, why->status, "convert.missing",
                    "%s; or install %s, with which omr reads it (apt install %s)", why->text,
                    program->name, program->package);
}
