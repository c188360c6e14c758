/* SPDX-License-Identifier: MIT
 *
 * Converters made of a few lines of shell stand in for the real ones: what they are given, what
 * they may do, and what becomes of those that fail, hang or want too much. */
#include "convert/run.h"

#include "base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], secret[96];
static struct conv_settings settings;

static int set_up(void **state) {
    (void)state;
    strcpy(folder, "/tmp/omr-test-convert-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1); /* where runs make their folders */
    conv_settings_init(&settings);
    settings.folders = folder;
    snprintf(secret, sizeof secret, "%s-secret", folder);
    return omr_file_save(secret, "secret", 6, 0, NULL) != OMR_OK;
}

static void remove_all(void) {
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(open);
    unlink(secret);
    assert_int_equal(rmdir(folder), 0); /* so no run has left a folder behind */
}

static int tear_down(void **state) {
    (void)state;
    remove_all();
    return 0;
}

static const struct conv_program *pdf(void) {
    return conv_of("pdf");
}

/* A shell script in the place of a converter. */
static void put_program(const char *name, const char *script) {
    char path[128], text[1024];
    int size = snprintf(text, sizeof text, "#!/bin/sh\n%s\n", script);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(omr_file_save(path, text, (size_t)size, 0, NULL), OMR_OK);
    assert_int_equal(chmod(path, 0755), 0);
}

/* What a script makes of "input", page 3; ended with free(). */
static char *convert(const char *script) {
    struct omr_error err = {0};
    char *made = NULL;
    size_t size = 0;
    put_program("pdftoppm", script);
    if (conv_run(pdf(), &settings, "input", 5, 3, &made, &size, &err))
        fail_msg("%s: %s", err.code, err.text);
    char *text = strndup(made, size);
    free(made);
    return text;
}

static void assert_made(const char *script, const char *expected) {
    char *made = convert(script);
    assert_string_equal(made, expected);
    free(made);
}

static void assert_fails(const char *script, enum omr_status status, const char *code,
                         const char *text) {
    struct omr_error err = {0};
    char *made = NULL;
    size_t size;
    put_program("pdftoppm", script);
    assert_int_equal(conv_run(pdf(), &settings, "input", 5, 1, &made, &size, &err), status);
    assert_string_equal(err.code, code);
    if (!strstr(err.text, text))
        fail_msg("\"%s\" does not say %s", err.text, text);
    assert_null(made);
}

static void a_converter_reads_and_writes_files_by_name(void **state) {
    (void)state;
    assert_made("tr a-z A-Z < in.pdf > out.tif", "INPUT");
}

static void what_a_converter_says_is_not_its_picture(void **state) {
    (void)state;
    assert_made("echo working; echo badly >&2; cat in.pdf > out.tif; echo done", "input");
}

static void the_page_is_told(void **state) {
    (void)state;
    assert_made("echo $* > out.tif",
                "-q -r 300 -gray -tiff -tiffcompression deflate -cropbox -singlefile -f 3 "
                "-l 3 in.pdf out\n");
}

static void nothing_of_the_environment_is_told(void **state) {
    (void)state;
    setenv("OMR_TEST_SECRET", "secret", 1);
    char *made = convert("export -p > out.tif");
    assert_null(strstr(made, "secret"));
    free(made);
}

/* Landlock may be missing where the tests run; then this says nothing. */
static void a_converter_cannot_read_what_is_not_its_own(void **state) {
    (void)state;
    char script[512];
    snprintf(script, sizeof script, "cat %s > out.tif 2>/dev/null || echo no > out.tif", secret);
    char *made = convert(script);
    if (strcmp(made, "secret") == 0) {
        free(made);
        skip();
    }
    assert_string_equal(made, "no\n");
    free(made);
}

static void a_converter_cannot_write_beside_its_output(void **state) {
    (void)state;
    char script[512];
    snprintf(script, sizeof script, "echo x > %s || echo x > ./more; echo done > out.tif", secret);
    char *bytes, *made = convert(script);
    size_t size;
    assert_string_equal(made, "done\n");
    free(made);
    assert_int_equal(omr_file_load(secret, 100, &bytes, &size, NULL), OMR_OK);
    if (strcmp(bytes, "secret") != 0) {
        free(bytes);
        skip();
    }
    free(bytes);
}

static void a_converter_has_no_network(void **state) {
    (void)state;
    if (access("/usr/bin/python3", X_OK) != 0)
        skip();
    assert_made("exec /usr/bin/python3 -Ic 'import socket\n"
                "try:\n    socket.socket()\n    print(\"open\")\n"
                "except PermissionError:\n    print(\"closed\")' > out.tif",
                "closed\n");
}

static void a_converter_cannot_signal_its_parent(void **state) {
    (void)state;
    assert_made("kill -0 $PPID 2>/dev/null && echo yes > out.tif || echo no > out.tif", "no\n");
}

static void a_converter_has_no_descriptors_of_its_parent(void **state) {
    (void)state;
    int extra = dup(0);
    assert_made("for n in 5 6 7 8 9; do (: <&$n) 2>/dev/null && echo $n; done > out.tif; echo end "
                ">> out.tif",
                "end\n");
    close(extra);
}

static void one_that_fails_is_named(void **state) {
    (void)state;
    assert_fails("exit 7", OMR_ERROR_UNSUPPORTED, "convert.failed",
                 "pdftoppm could not make a picture of it (exit status 7)");
    assert_fails("kill -9 $$ || ulimit -t 0; kill -SEGV $$; exit 9", OMR_ERROR_UNSUPPORTED,
                 "convert.failed", "pdftoppm could not");
}

static void one_that_writes_nothing_has_failed(void **state) {
    (void)state;
    assert_fails(":", OMR_ERROR_UNSUPPORTED, "convert.failed", "it wrote nothing");
}

/* What it started becomes this process's child when it ends, and is found dead. */
static void one_that_hangs_is_ended_with_all_it_started(void **state) {
    (void)state;
    int ending = 0;
    settings.timeout_ms = 300;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    assert_fails("sleep 1000 & exec sleep 1000", OMR_ERROR_LIMIT, "convert.timeout",
                 "pdftoppm made no picture");
    assert_true(waitpid(-1, &ending, 0) > 0);
    assert_true(WIFSIGNALED(ending) && WTERMSIG(ending) == SIGKILL);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

static bool give_up(void *context) {
    int *times = context;
    return ++*times > 1;
}

static void a_run_can_be_given_up(void **state) {
    (void)state;
    int times = 0;
    settings.is_given_up = give_up;
    settings.context = &times;
    assert_fails("sleep 1000", OMR_ERROR_LIMIT, "convert.timeout", "pdftoppm made no picture");
    assert_int_equal(times, 2);
}

static void one_that_writes_too_much_is_stopped(void **state) {
    (void)state;
    settings.max_output = 10000;
    assert_fails("cat /dev/urandom > out.tif", OMR_ERROR_LIMIT, "convert.too_large",
                 "more than 10000 bytes");
}

static void one_that_takes_too_much_memory_fails(void **state) {
    (void)state;
    settings.max_memory = 64 << 20;
    assert_fails("x=0123456789abcdef; while :; do x=$x$x$x$x; done", OMR_ERROR_UNSUPPORTED,
                 "convert.failed", "pdftoppm could not");
}

static void one_that_is_not_installed_is_named_with_its_package(void **state) {
    (void)state;
    struct omr_error err = {0};
    char *made = NULL;
    size_t size;
    assert_int_equal(conv_run(pdf(), &settings, "input", 5, 1, &made, &size, &err),
                     OMR_ERROR_UNSUPPORTED);
    assert_string_equal(err.code, "convert.missing");
    assert_string_equal(err.text, "pdftoppm is not installed (apt install poppler-utils)");
}

static void one_that_cannot_be_run_is_said(void **state) {
    (void)state;
    struct omr_error err = {0};
    char path[128], *made = NULL;
    size_t size;
    snprintf(path, sizeof path, "%s/pdftoppm", folder);
    assert_int_equal(omr_file_save(path,
                                   "\x7f"
                                   "ELF?",
                                   5, 0, NULL),
                     OMR_OK);
    chmod(path, 0755);
    assert_int_equal(conv_run(pdf(), &settings, "input", 5, 1, &made, &size, &err), OMR_ERROR_IO);
    assert_string_equal(err.code, "convert.start");
}

static void folders_are_searched_in_their_order_and_from_the_root_only(void **state) {
    (void)state;
    char path[PATH_MAX], folders[256], expected[128];
    put_program("pdftoppm", ":");
    snprintf(folders, sizeof folders, ".:/nowhere::%s:/usr/bin", folder);
    snprintf(expected, sizeof expected, "%s/pdftoppm", folder);
    assert_true(conv_locate(pdf(), folders, path));
    assert_string_equal(path, expected);
    assert_int_equal(chdir(folder), 0);
    assert_false(conv_locate(pdf(), ".:", path));
    assert_int_equal(chdir("/"), 0);
}

static struct omr_error refusal(const char *code) {
    struct omr_error why = {.status = OMR_ERROR_UNSUPPORTED, .text = "it is drawn"};
    strcpy(why.code, code);
    return why;
}

static void the_converter_is_found_by_kind_and_refusal(void **state) {
    (void)state;
    struct omr_error drawn = refusal("image.pdf_drawn"), locked = refusal("image.pdf_password"),
                     kind = refusal("image.unsupported");
    assert_string_equal(conv_find("PDF", &drawn)->id, "pdf");
    assert_string_equal(conv_find("HEIC", &kind)->id, "heic");
    assert_null(conv_find("PDF", &locked));
    assert_null(conv_find("JPEG XL", &kind));
    assert_null(conv_find(NULL, &kind));
    for (int i = 0; conv_at(i); i++)
        assert_ptr_equal(conv_of(conv_at(i)->id), conv_at(i));
}

static void what_to_install_is_said_after_what_is_wrong(void **state) {
    (void)state;
    struct omr_error why = refusal("image.pdf_drawn"), err;
    assert_int_equal(conv_advise(pdf(), &why, &err), OMR_ERROR_UNSUPPORTED);
    assert_string_equal(err.code, "convert.missing");
    assert_string_equal(err.text, "it is drawn; or install pdftoppm, with which omr reads it (apt "
                                  "install poppler-utils)");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_converter_reads_and_writes_files_by_name),
        TEST(what_a_converter_says_is_not_its_picture),
        TEST(the_page_is_told),
        TEST(nothing_of_the_environment_is_told),
        TEST(a_converter_cannot_read_what_is_not_its_own),
        TEST(a_converter_cannot_write_beside_its_output),
        TEST(a_converter_has_no_network),
        TEST(a_converter_cannot_signal_its_parent),
        TEST(a_converter_has_no_descriptors_of_its_parent),
        TEST(one_that_fails_is_named),
        TEST(one_that_writes_nothing_has_failed),
        TEST(one_that_hangs_is_ended_with_all_it_started),
        TEST(a_run_can_be_given_up),
        TEST(one_that_writes_too_much_is_stopped),
        TEST(one_that_takes_too_much_memory_fails),
        TEST(one_that_is_not_installed_is_named_with_its_package),
        TEST(one_that_cannot_be_run_is_said),
        TEST(folders_are_searched_in_their_order_and_from_the_root_only),
        TEST(the_converter_is_found_by_kind_and_refusal),
        TEST(what_to_install_is_said_after_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
