/* SPDX-License-Identifier: MIT
 *
 * Respondents stand in one list in the order of their first pages and are taken from its head once
 * they are closed: whole, or sure to get no more pages. What has been taken keeps only the names of
 * its pages, by which duplicates are told. */
#include <omr/collate.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "form/form.h"
#include "recognition/result/merge.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page of a respondent. */
struct slot {
    bool is_seen;
    struct omr_result *result; /* NULL once it has been taken, or when it could not be read */
    const char *image;
    int image_page;
};

struct record {
    const char *copy;
    uint32_t copy_hash;
    bool is_closed;
    int seen_count;
    struct slot *slots; /* one per page of the form */
};

struct omr_collator {
    const struct omr_form *form;
    struct omr_arena arena;
    struct omr_buffer records; /* struct record * */
    int next;                  /* the first that has not been taken */
    int picture_count;
    struct record *current; /* the one that pages without a copy go to; NULL none */
    int last_page;          /* of it */
    int unread_count;       /* pictures since then that could not be read */
    bool is_ended;
};

/* A respondent and what it stands on. */
struct owned_respondent {
    struct omr_respondent respondent; /* first, so that a pointer to it is one to the whole */
    struct omr_arena arena;
    struct omr_result **results; /* of its pages */
    struct omr_result *merged;   /* NULL where the one result stands for itself */
};

enum omr_status omr_collator_new(struct omr_collator **collator, const struct omr_form *form,
                                 struct omr_error *err) {
    struct omr_collator *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    made->form = form;
    *collator = made;
    return OMR_OK;
}

static int record_count(const struct omr_collator *collator) {
    return (int)(collator->records.size / sizeof(struct record *));
}

static struct record *record_at(const struct omr_collator *collator, int index) {
    return ((struct record *const *)(const void *)collator->records.bytes)[index];
}

void omr_collator_free(struct omr_collator *collator) {
    if (!collator)
        return;
    for (int i = collator->next; i < record_count(collator); i++)
        for (int p = 0; p < collator->form->page_count; p++)
            omr_result_free(record_at(collator, i)->slots[p].result);
    omr_buffer_clear(&collator->records);
    omr_arena_clear(&collator->arena);
    free(collator);
}

static uint32_t hash_text(const char *text) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static struct record *add_record(struct omr_collator *collator, const char *copy) {
    struct record *record = OMR_ARENA_NEW(&collator->arena, struct record);
    if (!record)
        return NULL;
    record->copy = omr_arena_copy(&collator->arena, copy, strlen(copy));
    record->copy_hash = hash_text(copy);
    record->slots =
        OMR_ARENA_ARRAY(&collator->arena, struct slot, (size_t)collator->form->page_count);
    if (!record->copy || !record->slots)
        return NULL;
    omr_buffer_append(&collator->records, &record, sizeof record);
    return collator->records.has_failed ? NULL : record;
}

static bool is_of_copy(const struct record *record, const char *copy, uint32_t hash) {
    return record->copy_hash == hash && strcmp(record->copy, copy) == 0;
}

/* The first respondent of the copy that lacks the page, or a new one. */
static struct record *find_copy(struct omr_collator *collator, const char *copy, int page) {
    uint32_t hash = hash_text(copy);
    for (int i = collator->next; i < record_count(collator); i++) {
        struct record *record = record_at(collator, i);
        if (!record->is_closed && is_of_copy(record, copy, hash) &&
            !record->slots[page - 1].is_seen)
            return record;
    }
    return add_record(collator, copy);
}

/* The respondent at hand, where the page follows within it; a new one otherwise. Pictures that
 * could not be read may have been the pages between, and only when they fill the gap exactly. */
static struct record *find_next(struct omr_collator *collator, int page) {
    struct record *current = collator->current;
    int skipped = collator->unread_count;
    bool follows =
        page > collator->last_page && (skipped == 0 || page == collator->last_page + skipped + 1);
    collator->unread_count = 0;
    collator->last_page = page;
    if (current && !current->is_closed && follows)
        return current;
    if (current)
        current->is_closed = true;
    collator->current = add_record(collator, "");
    return collator->current;
}

static bool fill_slot(struct omr_collator *collator, struct record *record, int page,
                      struct omr_result *result, const char *image, int image_page) {
    struct slot *slot = &record->slots[page - 1];
    slot->image = omr_arena_copy(&collator->arena, image, strlen(image));
    slot->image_page = image_page;
    slot->is_seen = true;
    slot->result = result;
    record->seen_count++;
    record->is_closed |= record->seen_count == collator->form->page_count;
    return slot->image != NULL;
}

/* A picture without answers: of a form of one page it is somebody all the same. */
static enum omr_status add_unread(struct omr_collator *collator, const struct omr_error *why,
                                  const char *image, int image_page, struct omr_error *err) {
    if (collator->form->page_count > 1) {
        collator->unread_count += !why || strcmp(why->code, "recognize.foreign_page") != 0;
        return OMR_OK;
    }
    struct record *record = add_record(collator, "");
    if (!record || !fill_slot(collator, record, 1, NULL, image, image_page))
        return omr_fail_memory(err);
    return OMR_OK;
}

enum omr_status omr_collator_add(struct omr_collator *collator, struct omr_result *result,
                                 const struct omr_error *why, const char *image, int image_page,
                                 struct omr_error *err) {
    struct record *record;
    collator->picture_count++;
    if (!result)
        return add_unread(collator, why, image, image_page, err);
    if (collator->form->page_count == 1)
        record = add_record(collator, result->copy);
    else if (*result->copy)
        record = find_copy(collator, result->copy, result->page);
    else
        record = find_next(collator, result->page);
    if (!record) {
        omr_result_free(result);
        return omr_fail_memory(err);
    }
    return fill_slot(collator, record, result->page, result, image, image_page)
               ? OMR_OK
               : omr_fail_memory(err);
}

void omr_collator_end(struct omr_collator *collator) {
    collator->is_ended = true;
}

/* "scan.pdf, page 3", where an earlier respondent of the same copy has the page; NULL: nowhere. */
static bool find_before(const struct omr_collator *collator, const struct record *record, int page,
                        struct omr_arena *arena, const char **text) {
    *text = NULL;
    for (int i = 0; *record->copy && record_at(collator, i) != record; i++) {
        const struct record *other = record_at(collator, i);
        const struct slot *slot = &other->slots[page];
        if (!slot->is_seen || !is_of_copy(other, record->copy, record->copy_hash))
            continue;
        struct omr_buffer where = {0};
        omr_buffer_text(&where, slot->image);
        if (slot->image_page)
            omr_buffer_format(&where, ", page %d", slot->image_page);
        *text = where.has_failed ? NULL : omr_arena_copy(arena, where.bytes, where.size);
        omr_buffer_clear(&where);
        return *text != NULL;
    }
    return true;
}

static bool list_pages(struct owned_respondent *made, const struct record *record, int count,
                       bool is_alone) {
    struct omr_respondent *respondent = &made->respondent;
    struct omr_respondent_page *pages =
        OMR_ARENA_ARRAY(&made->arena, struct omr_respondent_page, (size_t)count);
    int *missing = OMR_ARENA_ARRAY(&made->arena, int, (size_t)count);
    for (int p = 0; pages && missing && p < count; p++) {
        const struct slot *slot = &record->slots[p];
        if (slot->is_seen) {
            const char *image = omr_arena_copy(&made->arena, slot->image, strlen(slot->image));
            if (!image)
                return false;
            pages[respondent->page_count++] =
                (struct omr_respondent_page){image, slot->image_page, p + 1};
        } else if (!is_alone) {
            missing[respondent->missing_count++] = p + 1;
        }
    }
    respondent->pages = pages;
    respondent->missing = missing;
    return pages && missing;
}

static enum omr_status merge_pages(const struct omr_collator *collator, const struct record *record,
                                   struct owned_respondent *made, bool is_alone,
                                   struct omr_error *err) {
    int count = collator->form->page_count;
    struct omr_merge_page *pages =
        OMR_ARENA_ARRAY(&made->arena, struct omr_merge_page, (size_t)count);
    if (!pages)
        return omr_fail_memory(err);
    for (int p = 0; p < count; p++) {
        pages[p].result = record->slots[p].result;
        if (!find_before(collator, record, p, &made->arena, &pages[p].seen_before))
            return omr_fail_memory(err);
    }
    struct omr_merge merge = {pages, count, record->copy, is_alone};
    return omr_results_merge(&made->merged, &merge, err);
}

static enum omr_status make_respondent(const struct omr_collator *collator,
                                       const struct record *record, struct owned_respondent *made,
                                       struct omr_error *err) {
    int count = collator->form->page_count;
    bool is_alone = collator->picture_count == 1;
    made->respondent.number = collator->next + 1;
    made->respondent.copy = omr_arena_copy(&made->arena, record->copy, strlen(record->copy));
    made->results = OMR_ARENA_ARRAY(&made->arena, struct omr_result *, (size_t)count + 1);
    if (!made->respondent.copy || !made->results || !list_pages(made, record, count, is_alone))
        return omr_fail_memory(err);
    enum omr_status status =
        count > 1 ? merge_pages(collator, record, made, is_alone, err) : OMR_OK;
    if (status)
        return status;
    made->respondent.result = count > 1 ? made->merged : record->slots[0].result;
    for (int p = 0, kept = 0; p < count; p++) {
        if (record->slots[p].result)
            made->results[kept++] = record->slots[p].result;
        record->slots[p].result = NULL;
    }
    return OMR_OK;
}

enum omr_status omr_collator_take(struct omr_collator *collator, struct omr_respondent **respondent,
                                  struct omr_error *err) {
    *respondent = NULL;
    if (collator->next == record_count(collator))
        return OMR_OK;
    const struct record *record = record_at(collator, collator->next);
    if (!record->is_closed && !collator->is_ended)
        return OMR_OK;
    struct owned_respondent *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    enum omr_status status = make_respondent(collator, record, made, err);
    if (status) {
        omr_respondent_free(&made->respondent);
        return status;
    }
    collator->next++;
    *respondent = &made->respondent;
    return OMR_OK;
}

void omr_respondent_free(struct omr_respondent *respondent) {
    if (!respondent)
        return;
    struct owned_respondent *owned = (struct owned_respondent *)respondent;
    for (int i = 0; owned->results && owned->results[i]; i++)
        omr_result_free(owned->results[i]);
    omr_result_free(owned->merged);
    omr_arena_clear(&owned->arena);
    free(owned);
}
