/* SPDX-License-Identifier: MIT
 *
 * POST /connect/token: logins of every form, and what is wrong with them. */
#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_token(void) {
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    expect_header("Cache-Control: no-store");
    expect_header("Pragma: no-cache");
    assert_int_equal(strncmp(body_of_answer(), "{\"access_token\":\"eyJ", 20), 0);
    assert_non_null(strstr(body_of_answer(), "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"));
}

/* Writes the form with @ and # replaced by our id and secret. */
static void login_form(char *form, size_t size, const char *pattern) {
    struct omr_buffer text = {0};
    for (; *pattern; pattern++)
        if (*pattern == '@')
            omr_buffer_text(&text, at->client.id);
        else if (*pattern == '#')
            omr_buffer_text(&text, at->client.secret);
        else
            omr_buffer_char(&text, *pattern);
    assert_true(text.size < size);
    snprintf(form, size, "%s", text.bytes ? text.bytes : "");
    omr_buffer_clear(&text);
}

static void a_form_gets_a_token(void **state) {
    (void)state;
    char form[512];
    login_form(form, sizeof form, "grant_type=client_credentials&client_id=@&client_secret=#");
    ask_raw("POST /connect/token", "Content-Type: application/x-www-form-urlencoded\r\n", form);
    expect_token();
    ask_raw("POST /OAuth2/Token/",
            "content-type: application/x-www-form-urlencoded; charset=utf-8\r\n", form);
    expect_token();
}

static void a_multipart_form_gets_a_token(void **state) {
    (void)state;
    char form[1024];
#define PART(name) "--BB\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
    login_form(form, sizeof form,
               PART("client_id") "@\r\n" PART("client_secret") "#\r\n" PART(
                   "grant_type") "client_credentials\r\n--BB--\r\n");
    ask_raw("POST /connect/token", "Content-Type: multipart/form-data; boundary=BB\r\n", form);
    expect_token();
}

static void basic_authorization_gets_a_token(void **state) {
    (void)state;
    char pair[256];
    login_form(pair, sizeof pair, "@:#");
    struct omr_buffer headers = {0};
    omr_buffer_text(&headers,
                    "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic ");
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t size = strlen(pair);
    for (size_t i = 0; i < size; i += 3) {
        unsigned v = (unsigned)(unsigned char)pair[i] << 16 |
                     (i + 1 < size ? (unsigned)(unsigned char)pair[i + 1] << 8 : 0) |
                     (i + 2 < size ? (unsigned)(unsigned char)pair[i + 2] : 0);
        char four[5] = {digits[v >> 18 & 63], digits[v >> 12 & 63],
                        i + 1 < size ? digits[v >> 6 & 63] : '=',
                        i + 2 < size ? digits[v & 63] : '=', 0};
        omr_buffer_text(&headers, four);
    }
    omr_buffer_text(&headers, "\r\n");
    ask_raw("POST /connect/token", headers.bytes, "grant_type=client_credentials");
    expect_token();
    ask_raw("POST /connect/token",
            "Authorization: Basic eDp5\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "grant_type=client_credentials");
    expect_status(401);
    expect_header("WWW-Authenticate: Basic realm=\"omr\"");
    omr_buffer_clear(&headers);
}

static void expect_token_error(const char *pattern, const char *code) {
    char form[512], text[64];
    login_form(form, sizeof form, pattern);
    ask_raw("POST /connect/token", "Content-Type: application/x-www-form-urlencoded\r\n", form);
    expect_status(400);
    snprintf(text, sizeof text, "{\"error\":\"%s\",\"error_description\":\"", code);
    assert_int_equal(strncmp(body_of_answer(), text, strlen(text)), 0);
    expect_header("Cache-Control: no-store");
}

static void token_errors_have_the_codes_of_the_standard(void **state) {
    (void)state;
    expect_token_error("grant_type=client_credentials&client_id=@&client_secret=x",
                       "invalid_client");
    expect_token_error("grant_type=client_credentials&client_id=x&client_secret=#",
                       "invalid_client");
    expect_token_error("grant_type=password&client_id=@&client_secret=#", "unsupported_grant_type");
    expect_token_error("client_id=@&client_secret=#", "invalid_request");
    expect_token_error("grant_type=client_credentials&client_id=@", "invalid_request");
    expect_token_error("grant_type=client_credentials&client_id=@&client_id=x&client_secret=#",
                       "invalid_request");
    expect_token_error("", "invalid_request");
}

static void a_token_request_of_another_kind_is_415(void **state) {
    (void)state;
    ask_raw("POST /connect/token", "Content-Type: application/json\r\n", "{}");
    expect_status(415);
    expect_header("Content-Type: application/problem+json; charset=utf-8");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_form_gets_a_token),
        CASE(a_multipart_form_gets_a_token),
        CASE(basic_authorization_gets_a_token),
        CASE(token_errors_have_the_codes_of_the_standard),
        CASE(a_token_request_of_another_kind_is_415),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
