/* SPDX-License-Identifier: MIT
 *
 * Reading that fails at the first read, the second, and so on, or that brings little at a time:
 * each time the right status and nothing left behind, or the whole file. The program's own read()
 * takes the place of the system's. */
#include "base/file.h"
#include "support/failing_memory.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

enum { FILE_SIZE = 300000 };

static long reads_left = -1; /* before one fails; -1: none does */
static int failure;          /* what errno is then */
static size_t most_at_once = SIZE_MAX;
static bool interrupts; /* every other read */
static long reads;

#pragma GCC visibility push(default)

ssize_t read(int fd, void *bytes, size_t size) {
    if (interrupts && ++reads % 2) {
        errno = EINTR;
        return -1;
    }
    if (reads_left > 0)
        reads_left--;
    else if (reads_left == 0) {
        errno = failure;
        return -1;
    }
    return syscall(SYS_read, fd, bytes, size < most_at_once ? size : most_at_once);
}

#pragma GCC visibility pop

static char path[64], content[FILE_SIZE];

static int set_up(void **state) {
    (void)state;
    strcpy(path, "/tmp/omr-test-reads-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < FILE_SIZE; i++)
        content[i] = (char)(i * 7919 >> 3);
    return omr_file_save(path, content, FILE_SIZE, 0, NULL) == OMR_OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    return unlink(path);
}

static enum omr_status load(char **bytes, size_t *size, struct omr_error *err) {
    return omr_file_load(path, FILE_SIZE, bytes, size, err);
}

static void assert_whole(void) {
    struct omr_error err = {0};
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(load(&bytes, &size, &err), OMR_OK);
    assert_int_equal(size, FILE_SIZE);
    assert_memory_equal(bytes, content, FILE_SIZE);
    free(bytes);
}

static void the_nth_read_failing_is_told_and_leaves_nothing(void **state) {
    (void)state;
    enum omr_status status = OMR_ERROR_IO;
    long n = 0;
    for (; status; n++) {
        struct omr_error err = {0};
        char *bytes = NULL;
        size_t size;
        bool has_failed;
        reads_left = n;
        failure = EIO;
        failing_memory_begin(1000000);
        status = load(&bytes, &size, &err);
        long held = failing_memory_end(&has_failed);
        reads_left = -1;
        assert_true(!status || status == OMR_ERROR_IO);
        assert_true(!bytes == !!status);
        if (status)
            assert_string_equal(err.code, "file.io");
        if (failing_memory_works())
            assert_int_equal(held, status ? 0 : 1);
        free(bytes);
        assert_true(n < 1000);
    }
    assert_true(n > 2);
}

static void a_file_that_comes_in_small_pieces_is_whole(void **state) {
    (void)state;
    most_at_once = 777;
    assert_whole();
    most_at_once = SIZE_MAX;
}

static void interrupted_reads_are_tried_again(void **state) {
    (void)state;
    interrupts = true;
    assert_whole();
    interrupts = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_read_failing_is_told_and_leaves_nothing),
        cmocka_unit_test(a_file_that_comes_in_small_pieces_is_whole),
        cmocka_unit_test(interrupted_reads_are_tried_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
