/* SPDX-License-Identifier: MIT */
#include "server/worker/channel.h"

#include "base/error.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SIZE_BYTES = 8 };

int64_t srv_channel_clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void put_size(unsigned char to[SIZE_BYTES], uint64_t value) {
    for (int i = 0; i < SIZE_BYTES; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t take_size(const unsigned char from[SIZE_BYTES]) {
    uint64_t value = 0;
    for (int i = 0; i < SIZE_BYTES; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static enum omr_status fail_errno(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_IO, "channel.io", "cannot %s: %s", what, strerror(errno));
}

enum omr_status srv_channel_send_request(int channel, int fd, size_t size, struct omr_error *err) {
    unsigned char head[SIZE_BYTES];
    put_size(head, size);
    struct iovec piece = {.iov_base = head, .iov_len = sizeof head};
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *carried = CMSG_FIRSTHDR(&message);
    carried->cmsg_level = SOL_SOCKET;
    carried->cmsg_type = SCM_RIGHTS;
    carried->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(carried), &fd, sizeof fd);
    ssize_t sent;
    do
        sent = sendmsg(channel, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == SIZE_BYTES ? OMR_OK : fail_errno(err, "send the request");
}

static int carried_descriptor(struct msghdr *message) {
    int fd = -1;
    struct cmsghdr *carried = CMSG_FIRSTHDR(message);
    if (carried && carried->cmsg_level == SOL_SOCKET && carried->cmsg_type == SCM_RIGHTS &&
        carried->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&fd, CMSG_DATA(carried), sizeof fd);
    return fd;
}

/* Eight bytes sent at once into an empty stream socket arrive at once. */
enum omr_status srv_channel_take_request(int channel, int *fd, size_t *size,
                                         struct omr_error *err) {
    unsigned char head[SIZE_BYTES];
    struct iovec piece = {.iov_base = head, .iov_len = sizeof head};
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        got = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail_errno(err, "take a request");
    int carried = got ? carried_descriptor(&message) : -1;
    if (got && (got != SIZE_BYTES || carried < 0))
        return omr_fail(err, OMR_ERROR_INPUT, "channel.request", "a request without its file");
    *fd = carried;
    *size = got ? (size_t)take_size(head) : 0;
    return OMR_OK;
}

static bool send_all(int channel, const void *bytes, size_t size) {
    const char *at = bytes;
    while (size) {
        ssize_t written = write(channel, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

/* Plain write(), the one way out that the sandbox leaves open; the worker ignores SIGPIPE. */
enum omr_status srv_channel_send_answer(int channel, const void *bytes, size_t size,
                                        struct omr_error *err) {
    unsigned char head[SIZE_BYTES];
    put_size(head, size);
    if (send_all(channel, head, sizeof head) && send_all(channel, bytes, size))
        return OMR_OK;
    return fail_errno(err, "send the answer");
}

static enum omr_status wait_readable(int channel, int64_t deadline_ms, struct omr_error *err) {
    for (;;) {
        int64_t left = deadline_ms - srv_channel_clock_ms();
        if (left <= 0)
            return omr_fail(err, OMR_ERROR_LIMIT, "channel.timeout", "no answer in time");
        struct pollfd wait = {.fd = channel, .events = POLLIN};
        int ready = poll(&wait, 1, left > INT_MAX ? INT_MAX : (int)left);
        if (ready > 0)
            return OMR_OK;
        if (ready < 0 && errno != EINTR)
            return fail_errno(err, "wait for the answer");
    }
}

static enum omr_status take_bytes(int channel, int64_t deadline_ms, void *bytes, size_t size,
                                  struct omr_error *err) {
    for (size_t at = 0; at < size;) {
        enum omr_status status = wait_readable(channel, deadline_ms, err);
        if (status)
            return status;
        ssize_t got = recv(channel, (char *)bytes + at, size - at, MSG_DONTWAIT);
        if (got > 0)
            at += (size_t)got;
        else if (got == 0)
            return omr_fail(err, OMR_ERROR_IO, "channel.closed", "the other side is gone");
        else if (errno != EINTR && errno != EAGAIN)
            return fail_errno(err, "take the answer");
    }
    return OMR_OK;
}

enum omr_status srv_channel_take_answer(int channel, int64_t deadline_ms, size_t max_size,
                                        struct omr_buffer *answer, struct omr_error *err) {
    unsigned char head[SIZE_BYTES];
    enum omr_status status = take_bytes(channel, deadline_ms, head, sizeof head, err);
    if (status)
        return status;
    uint64_t size = take_size(head);
    if (size > max_size)
        return omr_fail(err, OMR_ERROR_INPUT, "channel.answer", "the answer is too large");
    if (!omr_buffer_reserve(answer, (size_t)size))
        return omr_fail_memory(err);
    status = take_bytes(channel, deadline_ms, answer->bytes, (size_t)size, err);
    if (!status)
        answer->size = (size_t)size;
    return status;
}
