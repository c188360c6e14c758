/* SPDX-License-Identifier: MIT
 *
 * How long a page takes, and how much of it is more than decoding the JPEG, which is the floor.
 * Each round times floor, decoding and whole one after the other, so that a slow moment of the
 * machine hits all of them; times are medians of CPU time. */
#include "pages.h"

#include "base/file.h"

#include <malloc.h>
#include <omr/recognize.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, MAX_CORES = 256 };
static const double throughput_s = 2;
/* Sheets a minute that OMRChecker's own description names, for its authors' machine and sheets. */
static const double omrchecker_per_minute = 200;

struct figures {
    int width, height, fields, reviews;
    double floor_ms, decode_ms, whole_ms; /* CPU */
    struct omr_timings stages;            /* elapsed */
    double pages_per_s, peak_mb;
};

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_ms(void) {
    return seconds(CLOCK_PROCESS_CPUTIME_ID) * 1e3;
}

static void check(enum omr_status status, const struct omr_error *err) {
    if (status == OMR_OK)
        return;
    fprintf(stderr, "recognition: %s\n", err->text);
    exit(1);
}

static struct omr_form *load_form(const char *path) {
    char *text;
    size_t size;
    struct omr_form *form;
    struct omr_error err;
    check(omr_file_load(path, 64 << 20, &text, &size, &err), &err);
    check(omr_form_parse(&form, text, size, &err), &err);
    free(text);
    return form;
}

static struct omr_result *recognize(const struct omr_form *form, struct file jpeg) {
    struct omr_image *image;
    struct omr_result *result;
    struct omr_error err;
    check(omr_image_decode(&image, jpeg.bytes, jpeg.size, NULL, &err), &err);
    check(omr_recognize(&result, form, image, NULL, &err), &err);
    omr_image_free(image);
    return result;
}

static double time_floor(struct file jpeg) {
    double begin = cpu_ms();
    struct pixels pixels = jpeg_decode(jpeg, 1);
    free(pixels.bytes);
    return cpu_ms() - begin;
}

static double time_decode(struct file jpeg, struct figures *figures) {
    struct omr_image *image;
    struct omr_error err;
    double begin = cpu_ms();
    check(omr_image_decode(&image, jpeg.bytes, jpeg.size, NULL, &err), &err);
    figures->width = omr_image_width(image);
    figures->height = omr_image_height(image);
    omr_image_free(image);
    return cpu_ms() - begin;
}

static double time_whole(const struct omr_form *form, struct file jpeg, struct figures *figures,
                         struct omr_timings *stages) {
    double begin = cpu_ms();
    struct omr_result *result = recognize(form, jpeg);
    double took = cpu_ms() - begin;
    figures->fields = result->field_count;
    figures->reviews = result->review_count;
    *stages = result->timings;
    omr_result_free(result);
    return took;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(const double *values) {
    double sorted[ROUNDS];
    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, ROUNDS, sizeof *sorted, compare);
    return sorted[ROUNDS / 2];
}

static struct omr_timings median_stages(const struct omr_timings rounds[ROUNDS]) {
    double columns[4][ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        columns[0][i] = rounds[i].registration_ms;
        columns[1][i] = rounds[i].mark_ms;
        columns[2][i] = rounds[i].decision_ms;
        columns[3][i] = rounds[i].barcode_ms;
    }
    return (struct omr_timings){.registration_ms = median(columns[0]),
                                .mark_ms = median(columns[1]),
                                .decision_ms = median(columns[2]),
                                .barcode_ms = median(columns[3])};
}

static void time_page(const struct omr_form *form, struct file jpeg, struct figures *figures) {
    double floor[ROUNDS], decode[ROUNDS], whole[ROUNDS];
    struct omr_timings stages[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) { /* the first round warms up and is overwritten */
        int at = i < 0 ? 0 : i;
        floor[at] = time_floor(jpeg);
        decode[at] = time_decode(jpeg, figures);
        whole[at] = time_whole(form, jpeg, figures, &stages[at]);
    }
    figures->floor_ms = median(floor);
    figures->decode_ms = median(decode);
    figures->whole_ms = median(whole);
    figures->stages = median_stages(stages);
}

/* One core's share: pages until the time is over, their number as the answer. */
static void work(const struct omr_form *form, struct file jpeg, double until, int answer) {
    long pages = 0;
    for (; seconds(CLOCK_MONOTONIC) < until; pages++)
        omr_result_free(recognize(form, jpeg));
    _exit(write(answer, &pages, sizeof pages) == sizeof pages ? 0 : 1);
}

static double time_all_cores(const struct omr_form *form, struct file jpeg, int cores) {
    int answers[2];
    if (pipe(answers))
        return 0;
    double begin = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < cores; i++)
        if (fork() == 0)
            work(form, jpeg, begin + throughput_s, answers[1]);
    close(answers[1]);
    long pages, sum = 0;
    while (read(answers[0], &pages, sizeof pages) == sizeof pages)
        sum += pages;
    double took = seconds(CLOCK_MONOTONIC) - begin;
    close(answers[0]);
    while (wait(NULL) > 0)
        ;
    return (double)sum / took;
}

static long own_peak_kb(void) {
    char line[256];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            peak = strtol(line + 6, NULL, 10);
    if (status)
        fclose(status);
    return peak;
}

/* Runs in a program of its own: reads one page and says how much memory that took at most. */
static int one_page(const char *pattern, int picture) {
    off_t size = lseek(picture, 0, SEEK_END);
    struct file jpeg = {.bytes = malloc((size_t)size), .size = (unsigned long)size};
    if (!jpeg.bytes || pread(picture, jpeg.bytes, jpeg.size, 0) != size)
        return 1;
    struct omr_form *form = load_form(pattern);
    omr_result_free(recognize(form, jpeg));
    printf("%ld\n", own_peak_kb());
    omr_form_free(form);
    free(jpeg.bytes);
    return 0;
}

static double measure_peak_mb(const struct page *page) {
    char command[1200], line[64] = "";
    int picture = memfd_create("page", 0);
    if (picture < 0 ||
        write(picture, page->jpeg.bytes, page->jpeg.size) != (ssize_t)page->jpeg.size)
        return 0;
    snprintf(command, sizeof command, "exec /proc/%d/exe --one-page '%s' %d", (int)getpid(),
             page->pattern, picture);
    FILE *program = popen(command, "r");
    if (!program || !fgets(line, sizeof line, program))
        line[0] = '\0';
    if (program)
        pclose(program);
    close(picture);
    return strtod(line, NULL) / 1024;
}

/* A row of the table: a figure of each page. */
#define ROW(title, format, expression)                                                             \
    do {                                                                                           \
        printf("%-36s", title);                                                                    \
        for (int i = 0; i < count; i++) {                                                          \
            const struct figures *f = &figures[i];                                                 \
            printf(format, expression);                                                            \
        }                                                                                          \
        printf("\n");                                                                              \
    } while (0)

static void print_table(const struct page *pages, const struct figures *figures, int count,
                        int cores) {
    char throughput[64];
    snprintf(throughput, sizeof throughput, "pages a second on %d cores", cores);
    printf("%-36s", "");
    for (int i = 0; i < count; i++)
        printf("%14s", pages[i].name);
    printf("\n");
    ROW("width, px", "%14d", f->width);
    ROW("height, px", "%14d", f->height);
    ROW("fields", "%14d", f->fields);
    ROW("fields for review", "%14d", f->reviews);
    ROW("libjpeg alone (floor), ms", "%14.2f", f->floor_ms);
    ROW("omr_image_decode, ms", "%14.2f", f->decode_ms);
    ROW("  times the floor", "%14.3f", f->decode_ms / f->floor_ms);
    ROW("decode and recognize, ms", "%14.2f", f->whole_ms);
    ROW("  times the floor", "%14.3f", f->whole_ms / f->floor_ms);
    ROW("  registration, ms", "%14.2f", f->stages.registration_ms);
    ROW("  marks, ms", "%14.2f", f->stages.mark_ms);
    ROW("  decision, ms", "%14.2f", f->stages.decision_ms);
    ROW("  barcodes, ms", "%14.2f", f->stages.barcode_ms);
    ROW(throughput, "%14.1f", f->pages_per_s);
    ROW("  a minute", "%14.0f", 60 * f->pages_per_s);
    ROW("peak memory of one page, MB", "%14.1f", f->peak_mb);
    printf("\nOMRChecker publishes %.0f sheets a minute, on its authors' machine and sheets: an "
           "order\n"
           "of magnitude to go by, not a race of the two on this one.\n",
           omrchecker_per_minute);
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "--one-page") == 0)
        return one_page(argv[2], atoi(argv[3]));
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* as the program does, see cli/memory.c */
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    struct page pages[MAX_PAGES];
    struct figures figures[MAX_PAGES] = {0};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    cores = cores < 1 ? 1 : cores > MAX_CORES ? MAX_CORES : cores;
    int count = pages_make(pages, argc > 1 ? argv[1] : ".");
    for (int i = 0; i < count; i++) {
        struct omr_form *form = load_form(pages[i].pattern);
        time_page(form, pages[i].jpeg, &figures[i]);
        figures[i].pages_per_s = time_all_cores(form, pages[i].jpeg, (int)cores);
        figures[i].peak_mb = measure_peak_mb(&pages[i]);
        omr_form_free(form);
    }
    print_table(pages, figures, count, (int)cores);
    pages_clear(pages, count);
    return 0;
}
