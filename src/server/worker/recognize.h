/* SPDX-License-Identifier: MIT
 *
 * The job "recognize": parts "pattern" and one or more "image" in. Out, for each respondent (of a
 * form of one page: for each picture, or page of one, in order), a part "result:Csv" (or Json,
 * Xml); a line of "details" for each page and, of forms of several pages, for each respondent; and
 * how many fields are to be reviewed and pages could not be read or are missing.
 *
 * One picture that cannot be read does not take the others with it: its line of details says why,
 * "unread" counts it and, of a form of one page, its document has no answers. The job fails when no
 * page could be read: then each picture and page is named ("image 2: ..."), and a single one's
 * message stands alone. */
#ifndef OMR_SERVER_WORKER_RECOGNIZE_H
#define OMR_SERVER_WORKER_RECOGNIZE_H

#include "server/worker/worker.h"

srv_worker_job srv_recognize_job;

#endif
