/* SPDX-License-Identifier: MIT
 *
 * Simulated sheets, read and compared: the table condition x pen. See usage() below. */
#include "accuracy/forms.h"
#include "accuracy/judge.h"
#include "support/optics.h"

#include <getopt.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
    "usage: simulate [options]\n"
    "  --seed N          all chance hangs on it (default 1)\n"
    "  --sheets N        sheets for each condition and pen (default 4)\n"
    "  --only C[/P]      these conditions, these pens, apart by commas; either may be '*'\n"
    "  --sheet N         only sheet N of each cell, to reproduce a failure\n"
    "  --form NAME       only this form\n"
    "  --corpus FOLDER   also forms in FOLDER/NAME/ (pattern.omr, blank.png); may be repeated\n"
    "  --markerless      of them also those without positioning markers\n"
    "  --unmarked        no form's pattern names its markers, and made-up forms print none\n"
    "  --foreign         each sheet is read as another form's: none may be taken for it\n"
    "  --blank           hands the blank page to recognition, too\n"
    "  --quick           two pens for each condition, changing with it\n"
    "  --dump FOLDER     pictures of sheets that failed, as PNG, and what was seen on them\n"
    "  --dump-all        and of all others\n"
    "  --tell-flags      describe also fields that were sent to a person\n"
    "  --dry             make pictures, read nothing\n"
    "  --jobs N          threads (default 2)\n"
    "  --max-wrong N --max-flagged PERCENT --max-refused PERCENT\n"
    "                    floors: beyond them the program ends with 1\n";

enum { PATH_SIZE = 4096 };

struct settings {
    uint64_t seed;
    int sheets, sheet, jobs;
    char condition[256], style[256];
    const char *form, *dump;
    bool is_foreign;
    bool is_quick, is_dumping_all, is_dry, is_markerless_wanted, is_unmarked, is_telling_flags;
    bool is_blank_known;
    double max_wrong, max_flagged, max_refused;
};

/* One sheet to be made, and what came of it. */
struct task {
    int condition, style, number;
    uint64_t seed;
    const struct test_form *form;
    const struct test_form *taken_for; /* the form it is read as */
    struct tally tally;
    char *log;
    size_t log_size;
};

struct work {
    const struct settings *settings;
    struct task *tasks;
    int count;
    atomic_int next;
};

/* Whether `name` stands in a list apart by commas; all do in an empty one and in "*". */
static bool is_wanted(const char *list, const char *name) {
    size_t length = strlen(name);
    if (!*list || !strcmp(list, "*"))
        return true;
    for (const char *item = list; item; item = strchr(item, ',')) {
        item += *item == ',';
        if (!strncmp(item, name, length) && (item[length] == ',' || !item[length]))
            return true;
    }
    return false;
}

/* Where a sheet's pictures are dumped; the form's name is there to find it again. */
static void path_make(char path[PATH_SIZE], const struct settings *settings,
                      const struct task *task, const char *what) {
    snprintf(path, PATH_SIZE, "%s/%s-%s-%d-%s%s.png", settings->dump,
             fake_condition_name((enum fake_condition)task->condition), style_name(task->style),
             task->number, task->form->name, what);
}

static void picture_dump(const struct task *task, const struct settings *settings,
                         const struct fake_picture *picture, FILE *log) {
    char path[PATH_SIZE];
    struct omr_error error;
    path_make(path, settings, task, "");
    if (fake_png_save(&picture->grey, path, &error))
        fprintf(log, "%s\n", error.text);
}

/* A second picture, of the blank sheet, shows how much of each mark is left. */
static enum omr_status faint_find(struct sheet *sheet, const struct task *task,
                                  const struct fake_picture *picture, struct omr_error *err) {
    enum fake_condition condition = (enum fake_condition)task->condition;
    struct fake_picture clean;
    if (!fake_condition_is_harsh(condition) && sheet->weakest > 0.14)
        return OMR_OK;
    enum omr_status status = fake_condition_take(condition, task->seed, &sheet->blank, &clean, err);
    if (status)
        return status;
    sheet_find_faint(sheet, picture, &clean.grey);
    fake_picture_clear(&clean);
    return OMR_OK;
}

static void picture_judge(struct task *task, const struct settings *settings, struct sheet *sheet,
                          const struct fake_picture *picture, FILE *log) {
    enum fake_condition condition = (enum fake_condition)task->condition;
    char seen[PATH_SIZE];
    struct case_name name = {.form = task->form->name,
                             .condition = fake_condition_name(condition),
                             .style = style_name(task->style),
                             .seed = settings->seed,
                             .number = task->number,
                             .is_telling_flags = settings->is_telling_flags,
                             .is_blank_known = settings->is_blank_known,
                             .seen = settings->dump ? seen : NULL,
                             .is_drawing_all = settings->is_dumping_all};
    if (settings->dump)
        path_make(seen, settings, task, "-seen");
    bool is_worth = false;
    if (settings->is_foreign)
        is_worth = judge_foreign(task->taken_for->form, task->taken_for->name, picture, &name,
                                 &task->tally, log);
    else if (!settings->is_dry)
        is_worth = judge_read(sheet, task->form->form, picture, &name, &task->tally, log);
    if (settings->dump && (is_worth || settings->is_dumping_all))
        picture_dump(task, settings, picture, log);
}

static void task_run(struct task *task, const struct settings *settings) {
    struct sheet sheet;
    struct fake_picture picture;
    struct omr_error error;
    const struct test_form *form = task->form;
    FILE *log = open_memstream(&task->log, &task->log_size);
    if (!log)
        abort();
    if (sheet_fill(&sheet, &form->form->pages[0], form->blank.pixels ? &form->blank : NULL,
                   form->outline, task->style, task->seed, &error)) {
        fprintf(log, "BROKEN: %s\n", error.text);
        task->tally.broken++;
    } else {
        if (fake_condition_take((enum fake_condition)task->condition, task->seed, &sheet.filled,
                                &picture, &error)) {
            fprintf(log, "BROKEN: %s\n", error.text);
            task->tally.broken++;
        } else {
            if (!settings->is_dry && faint_find(&sheet, task, &picture, &error))
                fprintf(log, "%s\n", error.text);
            picture_judge(task, settings, &sheet, &picture, log);
            fake_picture_clear(&picture);
        }
        sheet_clear(&sheet);
    }
    fclose(log);
}

static void *tasks_run(void *argument) {
    struct work *work = argument;
    for (;;) {
        int i = atomic_fetch_add(&work->next, 1);
        if (i >= work->count)
            return NULL;
        task_run(&work->tasks[i], work->settings);
    }
}

/* Two pens for each condition, all pens in turn. */
static bool is_quick_cell(int condition, int style) {
    return style == (condition * 2) % STYLE_COUNT || style == (condition * 2 + 5) % STYLE_COUNT;
}

static const struct test_form *form_choose(const struct test_forms *forms, uint64_t bits,
                                           const char *name) {
    for (int i = 0; name && i < forms->count; i++)
        if (!strcmp(forms->items[i].name, name))
            return &forms->items[i];
    return name ? NULL : &forms->items[bits % (uint64_t)forms->count];
}

/* How many of a form's bubbles stand where another one has one, too. */
static int bubbles_shared(const struct omr_form_page *page, const struct omr_form_page *others) {
    int shared = 0;
    for (int i = 0; i < page->bubble_count; i++)
        for (int k = 0; k < others->bubble_count; k++)
            if (hypot(page->bubbles[i].x - others->bubbles[k].x,
                      page->bubbles[i].y - others->bubbles[k].y) < 10) {
                shared++;
                break;
            }
    return shared;
}

/* Another form: one of which a tenth of the bubbles or more stand elsewhere. */
static const struct test_form *foreign_choose(const struct test_forms *forms,
                                              const struct test_form *form, uint64_t bits) {
    for (int i = 0; i < forms->count; i++) {
        const struct test_form *other =
            &forms->items[(bits + (uint64_t)i) % (uint64_t)forms->count];
        const struct omr_form_page *others = &other->form->pages[0];
        if (10 * bubbles_shared(others, &form->form->pages[0]) < 9 * others->bubble_count)
            return other;
    }
    return form;
}

static bool cell_add(struct work *work, const struct test_forms *forms, int condition, int style) {
    const struct settings *settings = work->settings;
    for (int i = 0; i < settings->sheets; i++) {
        uint64_t cell = (uint64_t)(condition * 64 + style) * 65536 + (uint64_t)i;
        struct fake_random random = fake_random_make(settings->seed, cell);
        struct task task = {.condition = condition, .style = style, .number = i};
        task.form = form_choose(forms, fake_random_bits(&random), settings->form);
        task.seed = fake_random_bits(&random);
        if (settings->is_foreign && task.form)
            task.taken_for = foreign_choose(forms, task.form, fake_random_bits(&random));
        if (settings->sheet >= 0 && settings->sheet != i)
            continue;
        if (!task.form)
            return false;
        work->tasks[work->count++] = task;
    }
    return true;
}

static bool work_plan(struct work *work, const struct test_forms *forms) {
    const struct settings *s = work->settings;
    size_t most = (size_t)FAKE_CONDITION_COUNT * STYLE_COUNT * (size_t)s->sheets;
    work->tasks = calloc(most, sizeof *work->tasks);
    if (!work->tasks)
        return false;
    for (int c = 0; c < FAKE_CONDITION_COUNT; c++)
        for (int p = 0; p < STYLE_COUNT; p++) {
            if (!is_wanted(s->condition, fake_condition_name((enum fake_condition)c)) ||
                !is_wanted(s->style, style_name(p)) || (s->is_quick && !is_quick_cell(c, p)))
                continue;
            if (!cell_add(work, forms, c, p))
                return false;
        }
    return true;
}

static void work_do(struct work *work) {
    pthread_t threads[64];
    int started = 0;
    while (started < work->settings->jobs - 1 && started < 64 &&
           !pthread_create(&threads[started], NULL, tasks_run, work))
        started++;
    tasks_run(work);
    while (started > 0)
        pthread_join(threads[--started], NULL);
}

/* Of the fields that need no person. */
static double flagged_percent(const struct tally *t) {
    int plain = t->fields - t->changed;
    return plain ? 100.0 * t->flagged / plain : 0;
}

static void row_print(const char *condition, const char *style, const struct tally *t) {
    int read = t->sheets - t->refused - t->broken;
    printf("%-15s %-8s %6d %9d %8d %6d %6d %7d %6.2f%% %7d %6d %5d %7.1f %7.1f %6d %6.1f\n",
           condition, style, t->sheets, t->positions, t->fields, t->wrong, t->wrong_flagged,
           t->flagged, flagged_percent(t), t->changed, t->changed_flagged, t->refused,
           read ? t->ms / read : 0, t->slowest_ms, t->astray, t->worst_px);
}

/* Rows of cells, then sums by condition, by pen, and of all, which is returned. */
static struct tally table_print(const struct work *work) {
    static struct tally cells[FAKE_CONDITION_COUNT][STYLE_COUNT];
    struct tally by_condition[FAKE_CONDITION_COUNT] = {0}, by_style[STYLE_COUNT] = {0}, all = {0};
    for (int i = 0; i < work->count; i++) {
        const struct task *task = &work->tasks[i];
        tally_add(&cells[task->condition][task->style], &task->tally);
        tally_add(&by_condition[task->condition], &task->tally);
        tally_add(&by_style[task->style], &task->tally);
        tally_add(&all, &task->tally);
    }
    printf("%-15s %-8s %6s %9s %8s %6s %6s %7s %7s %7s %6s %5s %7s %7s %6s %6s\n", "condition",
           "pen", "sheets", "positions", "fields", "wrong", "w.flag", "flagged", "", "changed",
           "caught", "refus", "ms", "max ms", "astray", "off px");
    for (int c = 0; c < FAKE_CONDITION_COUNT; c++)
        for (int p = 0; p < STYLE_COUNT; p++)
            if (cells[c][p].sheets)
                row_print(fake_condition_name((enum fake_condition)c), style_name(p), &cells[c][p]);
    for (int c = 0; c < FAKE_CONDITION_COUNT; c++)
        if (by_condition[c].sheets)
            row_print(fake_condition_name((enum fake_condition)c), "all", &by_condition[c]);
    for (int p = 0; p < STYLE_COUNT; p++)
        if (by_style[p].sheets)
            row_print("all", style_name(p), &by_style[p]);
    row_print("all", "all", &all);
    return all;
}

/* Whether the stated confidences can be relied on. */
static void reliability_print(const struct tally *all) {
    static const double from[CONFIDENCE_BIN_COUNT] = CONFIDENCE_BINS;
    printf("\n%-16s %9s %9s %9s %9s\n", "confidence from", "fields", "wrong", "stated", "right");
    for (int i = 0; i < CONFIDENCE_BIN_COUNT; i++) {
        const struct reliability *bin = &all->bins[i];
        double fields = bin->fields ? bin->fields : 1;
        printf("%-16.3f %9d %9d %9.5f %9.5f\n", from[i], bin->fields, bin->fields - bin->right,
               bin->stated / fields, bin->right / fields);
    }
    printf("\n");
}

static int verdict_print(const struct settings *s, const struct tally *all) {
    double flagged = flagged_percent(all);
    double refused = all->sheets ? 100.0 * all->refused / all->sheets : 0;
    bool is_good = all->wrong <= s->max_wrong && flagged <= s->max_flagged &&
                   refused <= s->max_refused && !all->broken;
    printf("%s: %d wrong without a flag, %.2f %% flagged, %.1f %% refused, %d broken, %d marks "
           "left out as too faint\n",
           is_good ? "passed" : "FAILED", all->wrong, flagged, refused, all->broken, all->faint);
    return is_good ? 0 : 1;
}

static void only_split(struct settings *settings, const char *text) {
    const char *slash = strchr(text, '/');
    size_t size = slash ? (size_t)(slash - text) : strlen(text);
    snprintf(settings->condition, sizeof settings->condition, "%.*s", (int)size, text);
    snprintf(settings->style, sizeof settings->style, "%s", slash ? slash + 1 : "");
}

enum option_code {
    OPTION_SEED = 256,
    OPTION_SHEETS,
    OPTION_ONLY,
    OPTION_SHEET,
    OPTION_FORM,
    OPTION_CORPUS,
    OPTION_MARKERLESS,
    OPTION_UNMARKED,
    OPTION_BLANK,
    OPTION_FOREIGN,
    OPTION_QUICK,
    OPTION_DUMP,
    OPTION_DUMP_ALL,
    OPTION_DRY,
    OPTION_TELL_FLAGS,
    OPTION_JOBS,
    OPTION_MAX_WRONG,
    OPTION_MAX_FLAGGED,
    OPTION_MAX_REFUSED
};

static const struct option options[] = {
    {"seed", 1, NULL, OPTION_SEED},
    {"sheets", 1, NULL, OPTION_SHEETS},
    {"only", 1, NULL, OPTION_ONLY},
    {"sheet", 1, NULL, OPTION_SHEET},
    {"form", 1, NULL, OPTION_FORM},
    {"corpus", 1, NULL, OPTION_CORPUS},
    {"markerless", 0, NULL, OPTION_MARKERLESS},
    {"unmarked", 0, NULL, OPTION_UNMARKED},
    {"blank", 0, NULL, OPTION_BLANK},
    {"foreign", 0, NULL, OPTION_FOREIGN},
    {"quick", 0, NULL, OPTION_QUICK},
    {"dump", 1, NULL, OPTION_DUMP},
    {"dump-all", 0, NULL, OPTION_DUMP_ALL},
    {"dry", 0, NULL, OPTION_DRY},
    {"tell-flags", 0, NULL, OPTION_TELL_FLAGS},
    {"jobs", 1, NULL, OPTION_JOBS},
    {"max-wrong", 1, NULL, OPTION_MAX_WRONG},
    {"max-flagged", 1, NULL, OPTION_MAX_FLAGGED},
    {"max-refused", 1, NULL, OPTION_MAX_REFUSED},
    {NULL, 0, NULL, 0},
};

static bool setting_set(struct settings *s, int option, const char *value) {
    switch (option) {
    case OPTION_SEED:
        s->seed = strtoull(value, NULL, 10);
        return true;
    case OPTION_SHEETS:
        s->sheets = atoi(value);
        return s->sheets > 0 && s->sheets <= 65536;
    case OPTION_ONLY:
        only_split(s, value);
        return true;
    case OPTION_SHEET:
        s->sheet = atoi(value);
        s->sheets = s->sheet >= s->sheets ? s->sheet + 1 : s->sheets;
        return s->sheet >= 0 && s->sheet < 65536;
    case OPTION_FORM:
        s->form = value;
        return true;
    case OPTION_DUMP:
        s->dump = value;
        return true;
    case OPTION_JOBS:
        s->jobs = atoi(value);
        return s->jobs > 0 && s->jobs <= 64;
    case OPTION_MAX_WRONG:
        s->max_wrong = atof(value);
        return true;
    case OPTION_MAX_FLAGGED:
        s->max_flagged = atof(value);
        return true;
    case OPTION_MAX_REFUSED:
        s->max_refused = atof(value);
        return true;
    default:
        s->is_foreign |= option == OPTION_FOREIGN;
        s->is_quick |= option == OPTION_QUICK;
        s->is_dumping_all |= option == OPTION_DUMP_ALL;
        s->is_dry |= option == OPTION_DRY;
        s->is_telling_flags |= option == OPTION_TELL_FLAGS;
        s->is_markerless_wanted |= option == OPTION_MARKERLESS;
        s->is_unmarked |= option == OPTION_UNMARKED;
        s->is_blank_known |= option == OPTION_BLANK;
        return option != '?';
    }
}

/* Folders are loaded in the order of the command line, after all options are known. */
static bool options_read(struct settings *settings, int argc, char **argv) {
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (option != OPTION_CORPUS && !setting_set(settings, option, optarg))
            return false;
    return optind == argc;
}

static bool forms_load(struct test_forms *forms, const struct settings *settings, int argc,
                       char **argv) {
    struct omr_error error;
    enum omr_status status = test_forms_make(forms, settings->seed, &error);
    optind = 0; /* begin again */
    for (int option; !status && (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (option == OPTION_CORPUS)
            status = test_forms_load(forms, optarg, settings->is_markerless_wanted, &error);
    if (status)
        fprintf(stderr, "%s\n", error.text);
    if (settings->is_unmarked)
        test_forms_unmark(forms);
    return !status;
}

static int simulate(const struct settings *settings, const struct test_forms *forms) {
    struct work work = {.settings = settings};
    if (!work_plan(&work, forms) || !work.count) {
        fprintf(stderr, "nothing of that name\n");
        free(work.tasks);
        return 2;
    }
    work_do(&work);
    for (int i = 0; i < work.count; i++) {
        fwrite(work.tasks[i].log, 1, work.tasks[i].log_size, stdout);
        free(work.tasks[i].log);
    }
    struct tally all = table_print(&work);
    if (!settings->is_dry)
        reliability_print(&all);
    free(work.tasks);
    return settings->is_dry ? 0 : verdict_print(settings, &all);
}

int main(int argc, char **argv) {
    struct settings settings = {
        .seed = 1, .sheets = 4, .sheet = -1, .jobs = 2, .max_flagged = 100, .max_refused = 100};
    struct test_forms forms = {0};
    if (!options_read(&settings, argc, argv)) {
        fputs(usage_text, stderr);
        return 2;
    }
    int result = forms_load(&forms, &settings, argc, argv) ? simulate(&settings, &forms) : 2;
    test_forms_clear(&forms);
    return result;
}
