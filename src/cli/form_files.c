/* SPDX-License-Identifier: MIT */
#include "cli/form_files.h"

#include "base/error.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool fail(struct cli_form_files *files, const char *what) {
    omr_fail(&files->err, OMR_ERROR_IO, "file.io", "%s: cannot %s: %s", files->path, what,
             strerror(errno));
    return false;
}

/* Digits of the highest copy, four at least, so that names sort as copies do. */
static int count_digits(int copies) {
    int digits = 4;
    for (int most = 9999; copies > most && digits < 9; digits++)
        most = most * 10 + 9;
    return digits;
}

static void make_path(struct cli_form_files *files, const struct omr_generated_file *file) {
    char copy[16] = "", page[16] = "", kind[8] = "";
    for (size_t i = 0; file->kind[i] && i < sizeof kind - 1; i++)
        kind[i] = (char)tolower((unsigned char)file->kind[i]);
    if (files->is_batch && file->copy)
        snprintf(copy, sizeof copy, "-%0*d", count_digits(file->copy_count), file->copy);
    if (file->page_count > 1)
        snprintf(page, sizeof page, "Page%d", file->page);
    snprintf(files->path, sizeof files->path, "%.3900s/%.100s%s%s.%s", files->folder, files->name,
             copy, page, kind);
    snprintf(files->part, sizeof files->part, "%s.part", files->path);
}

static bool open_file(void *context, const struct omr_generated_file *file) {
    struct cli_form_files *files = context;
    make_path(files, file);
    files->file = fopen(files->part, "wb");
    return files->file || fail(files, "write");
}

static bool write_file(void *context, const void *bytes, size_t size) {
    struct cli_form_files *files = context;
    return fwrite(bytes, 1, size, files->file) == size || fail(files, "write");
}

static bool close_file(void *context) {
    struct cli_form_files *files = context;
    FILE *file = files->file;
    files->file = NULL;
    if (fclose(file) != 0)
        return fail(files, "write");
    return rename(files->part, files->path) == 0 || fail(files, "write");
}

struct omr_generate_sink cli_form_files_sink(struct cli_form_files *files) {
    return (struct omr_generate_sink){open_file, write_file, close_file, files};
}

void cli_form_files_end(struct cli_form_files *files) {
    if (!files->file)
        return;
    fclose(files->file);
    files->file = NULL;
    unlink(files->part);
}
