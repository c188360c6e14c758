/* SPDX-License-Identifier: MIT
 *
 * Reads one photo with the library: prints what a person should look at, then the answers as CSV.
 *
 *     cc read.c -o read $(pkg-config --cflags --libs omr)
 *     ./read exam/pattern.omr exam/photo.jpg */
#include <omr/recognize.h>
#include <stdio.h>
#include <stdlib.h>

/* The whole file, which the caller ends with free(); NULL when it cannot be read. */
static char *load(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    if (!file)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && ftell(file) >= 0) {
        *size = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(*size + 1);
        if (bytes && fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(file);
    return bytes;
}

static void print_doubts(const struct omr_result *result) {
    for (int i = 0; i < result->field_count; i++)
        if (result->fields[i].needs_review)
            fprintf(stderr, "please look at %s: read as \"%s\"\n", result->fields[i].name,
                    result->fields[i].value);
}

static enum omr_status print_answers(const char *pattern, size_t pattern_size, const char *photo,
                                     size_t photo_size, struct omr_error *err) {
    struct omr_form *form = NULL;
    struct omr_image *image = NULL;
    struct omr_result *result = NULL;
    char *csv = NULL;
    size_t size;
    enum omr_status status;
    if ((status = omr_form_parse(&form, pattern, pattern_size, err)) ||
        (status = omr_image_decode(&image, photo, photo_size, NULL, err)) ||
        (status = omr_recognize(&result, form, image, NULL, err)) ||
        (status = omr_result_write(result, OMR_FORMAT_CSV, &csv, &size, err)))
        goto done;
    print_doubts(result);
    fwrite(csv, 1, size, stdout);
done:
    free(csv);
    omr_result_free(result);
    omr_image_free(image);
    omr_form_free(form);
    return status;
}

int main(int argc, char **argv) {
    size_t pattern_size = 0, photo_size = 0;
    char *pattern = argc == 3 ? load(argv[1], &pattern_size) : NULL;
    char *photo = argc == 3 ? load(argv[2], &photo_size) : NULL;
    struct omr_error err = {OMR_ERROR_IO, "", "usage: read PATTERN PHOTO (both must be readable)"};
    enum omr_status status = OMR_ERROR_IO;
    if (pattern && photo)
        status = print_answers(pattern, pattern_size, photo, photo_size, &err);
    if (status)
        fprintf(stderr, "%s\n", err.text);
    free(photo);
    free(pattern);
    return status ? 1 : 0;
}
