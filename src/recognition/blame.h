/* SPDX-License-Identifier: MIT
 *
 * Why a form was not found, where the picture itself is the reason: then "is it another form?"
 * would send people the wrong way. */
#ifndef OMR_RECOGNITION_BLAME_H
#define OMR_RECOGNITION_BLAME_H

#include "recognition/registration/registration.h"

/* Called after registration has refused the sheet. Tells of a picture too small or too blurred for
 * any page of the form; otherwise `err` stays as registration left it. Returns
 * OMR_ERROR_UNREGISTERED. */
enum omr_status omr_picture_blame(const struct omr_sheet *sheet, struct omr_error *err);

#endif
